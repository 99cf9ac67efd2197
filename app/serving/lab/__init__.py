"""The lab's server side: jobs that train in processes of their own, and the networks they made."""
