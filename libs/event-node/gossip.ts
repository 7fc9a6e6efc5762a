import { randomUUID } from 'node:crypto';
import type { ClusterInfo as Cluster } from '@eventstore/db-client/generated/gossip_pb.js';
import gossip from '@eventstore/db-client/generated/gossip_pb.js';
import type { Empty } from '@eventstore/db-client/generated/shared_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import type { handleUnaryCall } from '@grpc/grpc-js';

const LEADER = 8;
const instanceId = new shared.UUID();
instanceId.setString(randomUUID());

/** A cluster of one: whoever asks is told to come back to the address he asked at. */
export const readGossip: handleUnaryCall<Empty, Cluster> = (call, callback) => {
  const { hostname, port } = new URL(`http://${call.getHost()}`);
  const endPoint = new gossip.EndPoint();
  endPoint.setAddress(hostname);
  endPoint.setPort(Number(port || 80));

  const member = new gossip.MemberInfo();
  member.setInstanceId(instanceId);
  member.setTimeStamp(String(BigInt(Date.now()) * 10_000n));
  member.setState(LEADER);
  member.setIsAlive(true);
  member.setHttpEndPoint(endPoint);

  const cluster = new gossip.ClusterInfo();
  cluster.addMembers(member);
  callback(null, cluster);
};
