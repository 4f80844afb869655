/** How a number looks that can be traced. */
export const traceTriggerClass =
  'nums cursor-help rounded-sm text-inherit decoration-control decoration-dotted underline-offset-4 hover:underline';
