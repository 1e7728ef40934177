"""Where Firstmate is entered: parse, call one service, show."""
