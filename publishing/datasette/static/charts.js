// Draws the table of figures as stacked bars; without this script the page has the table itself.
(() => {
    const table = document.getElementById("days");
    const place = document.querySelector("[data-chart=days]");
    if (!table || !place || typeof Chart === "undefined") return;

    const texts = (cells) => Array.from(cells, (cell) => cell.textContent.trim());
    const names = texts(table.tHead.rows[0].cells).slice(1);
    const rows = Array.from(table.tBodies[0].rows, (row) => texts(row.cells));
    // Told apart also by people who do not see all colours (Okabe and Ito's palette, the yellow left out).
    const colours = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#8b7bd8", "#9aa3ab"];
    const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

    const day = (date) => new Date(date).toLocaleDateString("en-GB", {day: "numeric", month: "short", timeZone: "UTC"});

    const canvas = document.createElement("canvas");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", "Articles by day and outlet as stacked bars; the figures stand in the table below");
    place.append(canvas);
    place.hidden = false;
    table.closest("details").open = false;

    const chart = new Chart(canvas, {
        type: "bar",
        data: {
            labels: rows.map((row) => row[0]),
            datasets: names.map((name, i) => ({label: name, data: rows.map((row) => Number(row[i + 1])), backgroundColor: colours[i % colours.length]})),
        },
        options: {
            responsive: true,
            maintainAspectRatio: false,
            animation: false,
            interaction: {mode: "index", intersect: false},
            scales: {x: {stacked: true, ticks: {maxRotation: 0, autoSkipPadding: 12, callback: (_, i) => day(rows[i][0])}}, y: {stacked: true, beginAtZero: true, ticks: {precision: 0}}},
            plugins: {legend: {position: "bottom"}, tooltip: {filter: (item) => item.parsed.y > 0}},
        },
    });
    const coloured = () => {
        for (const axis of Object.values(chart.options.scales)) {
            axis.ticks = {...axis.ticks, color: style("--soft")};
            axis.grid = {color: style("--line")};
        }
        chart.options.plugins.legend.labels = {color: style("--ink"), boxWidth: 14};
        chart.update();
    };
    coloured();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", coloured);
})();
