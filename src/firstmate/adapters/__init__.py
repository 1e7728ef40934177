"""What Firstmate touches: one module per outside thing. They translate and decide nothing."""
