// Close menus when the reader clicks elsewhere, as Datasette's inline script does; only menus, so that a reader's own <details> stay.
document.addEventListener("click", (event) => {
    const within = event.target.closest("details");
    for (const menu of document.querySelectorAll("details.actions-menu-links[open], details.nav-menu[open]")) {
        if (menu !== within) menu.open = false;
    }
});
