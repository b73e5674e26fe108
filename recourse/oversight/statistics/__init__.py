"""Monthly figures for the public: of departments and of the house, never of people."""
