"""What is sent until Twilio has it, through its public doors."""
