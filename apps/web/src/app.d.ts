declare global {
  namespace App {
    /** What the error page shows: the problem of the failed request, or of the page itself. */
    interface Error {
      status: number;
      message: string;
      code?: string;
      title?: string;
      hint?: string;
      correlation_id?: string;
    }
  }
}

export {};
