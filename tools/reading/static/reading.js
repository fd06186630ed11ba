// Light only: the pictures are drawn on white.
document.documentElement.dataset.mode = document.documentElement.dataset.theme = "light";
