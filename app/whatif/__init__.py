"""What would change a network's mind: other ink, noise, wear; channels and units that are gone."""
