/** Events of EventBridge that Assay wants to hear of, by their `detail-type`. */
export const eventTypes = {
  instance: 'EC2 Instance State-change Notification',
  image: 'EC2 AMI State Change',
  compliance: 'Config Rules Compliance Change',
  build: 'EC2 Image Builder Image State Change',
  waitingBuild: 'EC2 Image Builder Workflow Step Waiting',
} as const;
