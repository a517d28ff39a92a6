"""What is read over all domains: results of a search, tasks of a member, figures of the network."""
