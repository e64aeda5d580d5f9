"use strict";
// Draws the chart whose numbers stand beside it as JSON, in the colours of the tokens; a click on a
// mark opens its records. The library is fetched when the first chart comes into view.
{
  const ROW = 40;
  const STAGES = 6;
  const TITLE = 52; // pixels above a picture that is saved
  let library;

  function fetched(address) {
    library ||= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = () => resolve(window.echarts);
      script.onerror = reject;
      document.head.append(script);
    });
    return library;
  }

  function paletteOf(element) {
    const style = getComputedStyle(element);
    return (name) => style.getPropertyValue(`--ds-${name}`).trim();
  }

  const number = (value) => value.toLocaleString("en", {
    maximumFractionDigits: 2
  });

  function shade(series, index, colour) {
    if (series.role === "stages") return colour(`stage-${Math.min(index + 1, STAGES)}`);
    if (series.role === "lights") return colour(`${["red", "yellow", "green"][index]}-fill`);
    return colour(series.role);
  }

  function marksOf(series, colour) {
    return series.values.map((value, index) => ({
      value,
      link: series.links[index],
      cursor: series.links[index] ? "pointer" : "default",
      itemStyle: {
        color: shade(series, index, colour)
      },
    }));
  }

  // A stage of a funnel also says which share passed on from the one before.
  function said({
    value,
    dataIndex
  }, series, shape) {
    const before = series.values[dataIndex - 1];
    const share = shape === "funnel" && before ? ` (${Math.round((value / before) * 100)}%)` : "";
    return `${number(value)}${share}`;
  }

  function bars(series, data, colour) {
    const isLying = data.shape !== "columns";
    if (series.role === "target") return ticks(series, isLying, colour);
    return {
      name: series.name,
      type: "bar",
      barMaxWidth: series.role === "before" ? 8 : 22,
      barGap: "20%",
      itemStyle: {
        color: shade(series, 0, colour)
      },
      data: marksOf(series, colour),
      label: {
        show: isLying,
        position: "right",
        color: colour("ink-2"),
        formatter: (mark) => said(mark, series, data.shape)
      },
    };
  }

  function ticks(series, isLying, colour) {
    return {
      name: series.name,
      type: "scatter",
      symbol: "rect",
      symbolSize: isLying ? [2, 22] : [22, 2],
      z: 5,
      data: marksOf(series, colour),
    };
  }

  function line(series, data, colour) {
    const isTarget = series.role === "target";
    return {
      name: series.name,
      type: "line",
      step: data.shape === "steps" && !isTarget ? "end" : false,
      showSymbol: series.links.some(Boolean),
      symbolSize: 7,
      connectNulls: true,
      data: marksOf(series, colour),
      itemStyle: {
        color: colour(series.role)
      },
      lineStyle: {
        width: isTarget ? 1.5 : 2,
        type: isTarget ? "dashed" : "solid",
        color: colour(series.role)
      },
    };
  }

  // The range lies on a line that is not seen, up to its lower end.
  function band(data, colour) {
    if (!data.band) return [];
    const unseen = {
      type: "line",
      stack: "band",
      symbol: "none",
      silent: true,
      lineStyle: {
        opacity: 0
      },
    };
    const wide = data.band.high.map((high, index) =>
      high == null ? null : high - data.band.low[index]);
    return [{
      ...unseen,
      name: "",
      data: data.band.low,
      tooltip: {
        show: false
      }
    }, {
      ...unseen,
      name: data.band.name,
      data: wide,
      areaStyle: {
        color: colour("now"),
        opacity: 0.24
      },
      tooltip: {
        valueFormatter: (_value, index) => data.band.low[index] == null ? "" :
          `${number(data.band.low[index])} – ${number(data.band.high[index])} ${data.unit}`
      },
    }];
  }

  function axes(data, colour) {
    const quiet = {
      axisLine: {
        show: false
      },
      axisTick: {
        show: false
      },
      axisLabel: {
        color: colour("ink-3"),
        fontSize: 11
      },
    };
    const names = {
      ...quiet,
      type: "category",
      data: data.labels
    };
    const numbers = {
      ...quiet,
      type: "value",
      splitNumber: 4,
      minInterval: data.whole ? 1 : 0,
      splitLine: {
        lineStyle: {
          color: colour("grid")
        }
      }
    };
    if (data.shape === "bars" || data.shape === "funnel") {
      const lying = {
        ...names,
        inverse: true,
        axisLabel: {
          ...quiet.axisLabel,
          color: colour("ink-2"),
          width: 96,
          overflow: "truncate"
        }
      };
      return {
        xAxis: {
          ...numbers,
          show: false
        },
        yAxis: lying
      };
    }
    return {
      xAxis: names,
      yAxis: numbers
    };
  }

  function optionsOf(data, colour) {
    const draw = data.shape === "line" || data.shape === "steps" ? line : bars;
    return {
      animation: false,
      textStyle: {
        fontFamily: colour("font")
      },
      grid: {
        left: 4,
        right: data.shape === "bars" || data.shape === "funnel" ? 56 : 12,
        top: 12,
        bottom: 4,
        containLabel: true
      },
      tooltip: {
        trigger: "axis",
        confine: true,
        valueFormatter: (value) => value == null ? "" : `${number(value)} ${data.unit}`,
      },
      ...axes(data, colour),
      series: [...band(data, colour), ...data.series.map((series) => draw(series, data, colour))],
    };
  }

  function titled(options, data, colour) {
    return {
      ...options,
      title: {
        text: data.title,
        subtext: data.unit,
        left: 4,
        top: 4,
        itemGap: 4,
        textStyle: {
          color: colour("ink"),
          fontSize: 15
        },
        subtextStyle: {
          color: colour("ink-3")
        }
      },
      legend: {
        right: 8,
        top: 4,
        data: data.series.map((series) => series.name),
        textStyle: {
          color: colour("ink-2")
        }
      },
      grid: {
        ...options.grid,
        top: 12 + TITLE
      }
    };
  }

  class ChartController extends window.StimulusModule.Controller {
    static targets = ["place", "picture"];
    static values = {
      library: String
    };

    connect() {
      this.drawn = JSON.parse(this.element.querySelector("script[type='application/json']")
        .textContent);
      this.seen = new IntersectionObserver(([entry]) => entry.isIntersecting && this.open());
      this.seen.observe(this.placeTarget);
      this.dark = window.matchMedia("(prefers-color-scheme: dark)");
      this.redraw = () => this.chart && this.draw();
      this.dark.addEventListener("change", this.redraw);
    }

    disconnect() {
      this.seen.disconnect();
      this.sized?.disconnect();
      this.dark.removeEventListener("change", this.redraw);
      this.chart?.dispose();
    }

    async open() {
      this.seen.disconnect();
      const echarts = await fetched(this.libraryValue);
      if (!this.element.isConnected) return;
      if (this.drawn.shape === "bars" || this.drawn.shape === "funnel") {
        this.placeTarget.style.height = `${ROW * this.drawn.labels.length + 16}px`;
      }
      this.chart = echarts.init(this.placeTarget, null, {
        renderer: "svg"
      });
      this.chart.on("click", (mark) => mark.data?.link && location.assign(mark.data.link));
      this.sized = new ResizeObserver(() => this.chart.resize());
      this.sized.observe(this.placeTarget);
      this.draw();
    }

    draw() {
      this.chart.setOption(optionsOf(this.drawn, paletteOf(this.element)), true);
      this.placeTarget.dataset.drawn = this.drawn.series.length;
      if (this.hasPictureTarget) this.pictureTarget.hidden = false;
    }

    // As large as it stands there, twice as sharp, with its name; drawn anew, because the one on
    // the screen is no bitmap.
    async picture() {
      const colour = paletteOf(this.element);
      const place = document.createElement("div");
      place.style.cssText = `width:${this.placeTarget.clientWidth}px;` +
        `height:${this.placeTarget.clientHeight + TITLE}px;position:absolute;left:-9999px`;
      document.body.append(place);
      const drawing = (await fetched(this.libraryValue)).init(place, null, {
        renderer: "canvas"
      });
      drawing.setOption(titled(optionsOf(this.drawn, colour), this.drawn, colour));
      this.save(drawing.getDataURL({
        type: "png",
        pixelRatio: 2,
        backgroundColor: colour("surface")
      }));
      drawing.dispose();
      place.remove();
    }

    save(address) {
      const link = document.createElement("a");
      link.href = address;
      link.download = `${this.drawn.title}.png`;
      link.click();
    }
  }

  window.wagtail.app.register("chart", ChartController);
}
