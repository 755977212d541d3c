// Draws a list of reports along time, a row for each outlet; without this script the page has the list itself.
(() => {
    const place = document.querySelector("[data-timeline]");
    if (!place || typeof Chart === "undefined") return;
    const found = Array.from(document.querySelectorAll(`#${place.dataset.timeline} [data-moment]`), (item) => ({
        at: Date.parse(item.dataset.moment),
        outlet: item.dataset.outlet,
        kind: item.dataset.kind,
        title: (item.querySelector("h3") || item).textContent.trim().replace(/\s+/g, " ").slice(0, 90),
    })).filter((report) => !Number.isNaN(report.at)).sort((one, other) => one.at - other.at);
    const moments = found.map((report) => report.at);
    const first = Math.min(...moments), last = Math.max(...moments);
    if (found.length < 2 || first === last) return;

    const MOST = 16; // outlets that a chart can name; the others share a row
    let outlets = Array.from(new Set(found.map((report) => report.outlet)));
    if (outlets.length > MOST) outlets = [...outlets.slice(0, MOST - 1), "others"];
    const row = (outlet) => (outlets.includes(outlet) ? outlet : "others");
    const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

    // Whole hours or days between the ticks, about six of them.
    const HOUR = 3600000;
    const step = [0.25, 1, 3, 6, 12, 24, 48, 168, 720, 2160].map((hours) => hours * HOUR).find((each) => (last - first) / each <= 6) || (last - first) / 6;
    const said = (moment) => {
        const date = new Date(moment);
        const day = date.toLocaleDateString("en-GB", {day: "numeric", month: "short", timeZone: "UTC"});
        return step < 24 * HOUR ? [date.toISOString().slice(11, 16), day] : day;
    };

    const canvas = document.createElement("canvas");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", place.dataset.label);
    place.style.height = `${5.5 + 1.7 * outlets.length}rem`;
    place.append(canvas);
    place.hidden = false;

    const points = (kind) => found.filter((report) => report.kind === kind).map((report) => ({x: report.at, y: row(report.outlet), report}));
    const copies = points("copy");
    const narrow = place.clientWidth < 500;
    const chart = new Chart(canvas, {
        type: "scatter",
        data: {
            datasets: [
                {label: "report", data: points("report"), pointStyle: "circle", pointRadius: 6, pointHoverRadius: 8},
                {label: "copy of a report", data: copies, pointStyle: "rectRot", pointRadius: 6, pointHoverRadius: 8, borderWidth: 2},
            ],
        },
        options: {
            responsive: true,
            maintainAspectRatio: false,
            animation: false,
            layout: {padding: {right: 12}},
            scales: {
                x: {
                    type: "linear",
                    min: Math.floor(first / step) * step,
                    max: Math.ceil(last / step) * step,
                    ticks: {stepSize: step, maxRotation: 0, autoSkipPadding: 10, callback: said},
                },
                y: {
                    type: "category",
                    labels: outlets,
                    offset: true,
                    ticks: {autoSkip: false, callback: (_, i) => (narrow && outlets[i].length > 16 ? `${outlets[i].slice(0, 15)}…` : outlets[i])},
                },
            },
            plugins: {
                legend: {display: copies.length > 0, position: "bottom"},
                tooltip: {callbacks: {label: ({raw}) => [raw.report.outlet, raw.report.title], title: (items) => (items.length ? `${new Date(items[0].raw.x).toISOString().slice(0, 16).replace("T", " ")} UTC` : "")}},
            },
        },
    });
    const coloured = () => {
        const [reports, copied] = chart.data.datasets;
        reports.backgroundColor = reports.borderColor = style("--bar");
        copied.backgroundColor = style("--paper");
        copied.borderColor = style("--warn");
        for (const axis of Object.values(chart.options.scales)) {
            axis.ticks = {...axis.ticks, color: style("--soft")};
            axis.grid = {color: style("--line")};
        }
        chart.options.plugins.legend.labels = {color: style("--ink"), usePointStyle: true};
        chart.update();
    };
    coloured();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", coloured);
})();
