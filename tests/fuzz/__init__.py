"""What strangers may send: nothing that was not signed is accepted, nothing is raised."""
