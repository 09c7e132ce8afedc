"""Questions about one stage of one loaded model at one picture, and their answers. May import all of app but app.web."""
