// The rates of the last hour: the last two minutes as they were sampled, and before that one point
// per 15 s, as the node keeps them.

const FINE_MILLIS = 120_000;
const COARSE_MILLIS = 15_000;
const HOUR_MILLIS = 3_600_000;

/** Maximum numbers of points. */
export const POINTS = { fine: 130, coarse: 240 };

/** The ranges that can be shown, in milliseconds. */
export const RANGES = { minutes: FINE_MILLIS, hour: HOUR_MILLIS };

export class History {
  #coarse = [];
  #fine = [];
  #bucket = []; // fine points that will be one coarse point
  version = 0;

  /** Adds a point `{at, ..rates}`. `at` is a time of this page in milliseconds. */
  add(point) {
    this.version++;
    this.#fine.push(point);
    while (this.#fine.length > POINTS.fine || point.at - this.#fine[0].at > FINE_MILLIS) {
      this.#age(this.#fine.shift());
    }
  }

  /** Takes the points of the node. Newer points of this page remain. */
  seed(points) {
    this.version++;
    this.#coarse = points.slice(-POINTS.coarse);
    this.#bucket = [];
    const last = points.at(-1)?.at ?? -Infinity;
    this.#fine = this.#fine.filter(({ at }) => at > last);
  }

  /** Returns the points of a range that ends now, oldest first. */
  last(range, now) {
    return [...this.#coarse, ...this.#fine].filter(({ at }) => now - at <= range);
  }

  #age(point) {
    if (this.#bucket.length > 0 && point.at - this.#bucket[0].at >= COARSE_MILLIS) {
      this.#coarse.push(mean(this.#bucket));
      this.#bucket = [];
      while (this.#coarse.length > POINTS.coarse || point.at - this.#coarse[0].at > HOUR_MILLIS) {
        this.#coarse.shift();
      }
    }
    this.#bucket.push(point);
  }
}

function mean(points) {
  const result = {};
  for (const name of Object.keys(points[0])) {
    result[name] = points.reduce((sum, point) => sum + point[name], 0) / points.length;
  }
  return result;
}
