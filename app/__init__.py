"""The application; its packages import one way down: web, interpret, frames, catalog and images, capture and analysis, core."""
