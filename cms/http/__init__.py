"""What every request meets before it reaches a room: who asks, whether it can be read, how often it may be asked."""
