"""What comes with PARS Batch and what it is made with: versions, licenses, the network, the files handed out."""
