// What Datasette's tables do inline or leave out. Only menus close when the reader clicks elsewhere, not every <details>.
document.addEventListener("click", (event) => {
    const within = event.target.closest("details");
    for (const menu of document.querySelectorAll("details.actions-menu-links[open], details.nav-menu[open]")) {
        if (menu !== within) menu.open = false;
    }
});

// The fields of the filters have no labels.
for (const [field, label] of [["_filter_column", "Column"], ["_filter_op", "Condition"], ["_filter_value", "Value"]]) {
    for (const element of document.querySelectorAll(`[name^="${field}"]`)) element.setAttribute("aria-label", label);
}

// A table that is wider than the window is scrolled with the keyboard, too.
for (const wrapper of document.querySelectorAll(".table-wrapper")) {
    wrapper.tabIndex = 0;
    wrapper.setAttribute("role", "region");
    wrapper.setAttribute("aria-label", "Rows");
}
