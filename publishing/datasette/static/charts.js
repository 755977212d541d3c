// Draws tables of figures; without this script a page has the tables themselves.
// <div data-chart="stacked | bars | lines" data-table="id of the table" data-label="what it shows" hidden>: the first column is
// the days, each further one a series.
(() => {
    if (typeof Chart === "undefined") return;

    // Told apart also by people who do not see all colours (Okabe and Ito's palette, the yellow left out).
    const colours = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#8b7bd8", "#9aa3ab"];
    const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    const texts = (cells) => Array.from(cells, (cell) => cell.textContent.trim());
    const day = (date) => new Date(date).toLocaleDateString("en-GB", {day: "numeric", month: "short", timeZone: "UTC"});

    for (const place of document.querySelectorAll("[data-chart][data-table]")) {
        const table = document.getElementById(place.dataset.table);
        if (!table) continue;
        const kind = place.dataset.chart;
        const lines = kind === "lines";
        const names = texts(table.tHead.rows[0].cells).slice(1);
        const rows = Array.from(table.tBodies[0].rows, (row) => texts(row.cells));

        const canvas = document.createElement("canvas");
        canvas.setAttribute("role", "img");
        canvas.setAttribute("aria-label", place.dataset.label);
        place.append(canvas);
        place.hidden = false;
        table.closest("details").open = false;

        const series = (name, i) => ({
            label: name,
            data: rows.map((row) => Number(row[i + 1])),
            backgroundColor: colours[i % colours.length],
            ...(lines ? {borderColor: colours[i % colours.length], borderWidth: 2, pointRadius: 2, tension: 0.25} : {}),
        });
        const chart = new Chart(canvas, {
            type: lines ? "line" : "bar",
            data: {labels: rows.map((row) => row[0]), datasets: names.map(series)},
            options: {
                responsive: true,
                maintainAspectRatio: false,
                animation: false,
                interaction: {mode: "index", intersect: false},
                scales: {
                    x: {stacked: !lines, ticks: {maxRotation: 0, autoSkipPadding: 12, callback: (_, i) => day(rows[i][0])}},
                    y: {stacked: !lines, beginAtZero: true, ticks: {precision: 0}},
                },
                plugins: {
                    legend: {display: names.length > 1, position: "bottom"},
                    tooltip: {filter: (item) => item.parsed.y > 0, callbacks: {title: (items) => (kind === "stacked" ? "" : "7 days from ") + (items.length ? day(items[0].label) : "")}},
                },
            },
        });
        const coloured = () => {
            for (const axis of Object.values(chart.options.scales)) {
                axis.ticks = {...axis.ticks, color: style("--soft")};
                axis.grid = {color: style("--line")};
            }
            chart.options.plugins.legend.labels = {color: style("--ink"), boxWidth: 14};
            if (kind === "bars") chart.data.datasets[0].backgroundColor = style("--bar");
            chart.update();
        };
        coloured();
        matchMedia("(prefers-color-scheme: dark)").addEventListener("change", coloured);
    }
})();
