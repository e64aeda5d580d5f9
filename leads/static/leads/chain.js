"use strict";
// Draws a chain: each link in its layer, its strength by colour, outline and word; a click opens
// the link's page.
{
  const LOOKS = {
    strong: {
      color: "#1b7f4d",
      type: "solid"
    },
    weak: {
      color: "#8a5a00",
      type: "dashed"
    },
    missing: {
      color: "#b3261e",
      type: "dotted"
    },
  };
  const BOX = [150, 56];
  const STEP_Y = 84;
  const MARGIN = 16;

  function escaped(text) {
    const span = document.createElement("span");
    span.textContent = text;
    return span.innerHTML;
  }

  // Pixels of each link's middle: the layers share the width, the rows of a layer stand around
  // the middle of the height.
  function places(data, width) {
    const step = data.columns > 1 ? (width - 2 * MARGIN - BOX[0]) / (data.columns - 1) : 0;
    const at = (link) => [MARGIN + BOX[0] / 2 + step * link.column, data.rows * STEP_Y / 2 +
      MARGIN + STEP_Y * link.offset
    ];
    return Object.fromEntries(data.nodes.map((link) => [link.id, at(link)]));
  }

  function box(link, place) {
    const look = LOOKS[link.strength];
    return {
      ...link,
      value: place,
      itemStyle: {
        color: "#fff",
        borderColor: look.color,
        borderWidth: 2,
        borderType: look.type,
        opacity: 1
      },
      label: {
        formatter: `{name|${link.label}}\n{words|${link.words}}`,
        rich: {
          name: {
            color: "#1c2733",
            fontSize: 13,
            lineHeight: 20
          },
          words: {
            color: look.color,
            fontWeight: 600,
            fontSize: 12,
            lineHeight: 18
          }
        }
      },
    };
  }

  // What skips a layer goes round the boxes of that layer: below them where it comes from below,
  // else above.
  function arrow(edge, at, column) {
    const [source, target] = [at[edge.source], at[edge.target]];
    const forward = source[0] < target[0] ? 1 : -1;
    const isFar = Math.abs(column[edge.target] - column[edge.source]) > 1;
    const bend = source[1] === target[1] ? 0.5 : source[1] > target[1] ? -0.25 : 0.25;
    return {
      goods: edge.goods,
      lineStyle: {
        curveness: isFar ? bend : 0
      },
      coords: [
        [source[0] + (forward * BOX[0]) / 2, source[1]],
        [target[0] - (forward * BOX[0]) / 2, target[1]]
      ]
    };
  }

  function says(hit) {
    if (hit.seriesType !== "scatter") return escaped(hit.data.goods || "");
    return `<b>${escaped(hit.data.label_text)}</b> · ${escaped(hit.data.words)}<br>${escaped(hit.data.why)}`;
  }

  function draw() {
    const place = document.getElementById("chain-graph");
    if (!place) return;
    const data = JSON.parse(document.getElementById("chain-data").textContent);
    const width = Math.max(data.columns * (BOX[0] + 32), place.parentElement.clientWidth - 2);
    const height = data.rows * STEP_Y + 2 * MARGIN;
    Object.assign(place.style, {
      width: `${width}px`,
      height: `${height}px`
    });
    const at = places(data, width);
    const column = Object.fromEntries(data.nodes.map((link) => [link.id, link.column]));
    const axis = {
      show: false,
      type: "value",
      min: 0
    };
    const chart = echarts.init(place, null, {
      renderer: "svg"
    });
    chart.setOption({
      animation: false,
      grid: {
        left: 0,
        right: 0,
        top: 0,
        bottom: 0
      },
      xAxis: {
        ...axis,
        max: width
      },
      yAxis: {
        ...axis,
        max: height,
        inverse: true
      },
      tooltip: {
        confine: true,
        formatter: says
      },
      series: [{
        type: "lines",
        coordinateSystem: "cartesian2d",
        symbol: ["none", "arrow"],
        symbolSize: 9,
        lineStyle: {
          color: "#7b8794",
          width: 1.5,
          opacity: 1
        },
        data: data.edges.map((edge) => arrow(edge, at, column))
      }, {
        type: "scatter",
        symbol: "roundRect",
        symbolSize: BOX,
        label: {
          show: true
        },
        data: data.nodes.map((link) => ({
          ...box(link, at[link.id]),
          label_text: link.label
        }))
      }, ],
    });
    chart.on("click", (hit) => hit.seriesType === "scatter" && location.assign(hit.data.url));
    place.dataset.nodes = data.nodes.length;
  }
  document.addEventListener("DOMContentLoaded", draw);
}
