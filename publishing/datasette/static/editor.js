// The SQL editor, as Datasette's inline script sets it up; in a file, since inline scripts do not run here.
window.addEventListener("load", () => {
    const format = document.querySelector("button#sql-format");
    const shown = document.querySelector("pre#sql-query");
    const typed = document.querySelector("textarea#sql-editor");
    if (typed) {
        const editor = CodeMirror.fromTextArea(typed, {lineNumbers: true, mode: "text/x-sql", lineWrapping: true});
        editor.getInputField().setAttribute("aria-label", "SQL");
        editor.setOption("extraKeys", {"Shift-Enter": () => typed.form.submit(), Tab: false});
        if (format) {
            format.hidden = false;
            format.addEventListener("click", () => editor.setValue(sqlFormatter.format(editor.getValue())));
        }
        cmResize(editor, {resizableWidth: false});
    }
    if (format && shown) {
        const formatted = sqlFormatter.format(shown.textContent);
        if (formatted !== shown.textContent) {
            format.hidden = false;
            format.addEventListener("click", () => { shown.textContent = formatted; });
        }
    }
});
