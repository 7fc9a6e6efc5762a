import type { SupportedMethods as Methods } from '@eventstore/db-client/generated/serverfeatures_pb.js';
import serverFeatures from '@eventstore/db-client/generated/serverfeatures_pb.js';
import type { Empty } from '@eventstore/db-client/generated/shared_pb.js';
import type { handleUnaryCall, ServiceDefinition } from '@grpc/grpc-js';

const { SupportedMethod, SupportedMethods } = serverFeatures;

/** Tells clients what exists here, which is exactly what is served. */
export const supportedMethods =
  (services: ServiceDefinition[]): handleUnaryCall<Empty, Methods> =>
  (_call, callback) => {
    const answer = new SupportedMethods();
    answer.setEventStoreServerVersion('0.1.0');
    for (const { path } of services.flatMap((service) => Object.values(service))) {
      const [, service = '', method = ''] = path.toLowerCase().split('/');
      const supported = new SupportedMethod();
      supported.setServiceName(service);
      supported.setMethodName(method);
      answer.addMethods(supported);
    }
    callback(null, answer);
  };
