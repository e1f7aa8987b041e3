// A small plot of the bytes of the last minutes: inbound above the line, outbound below it. All plots
// have the same axis of time.

/** Draws the points of a history. The right edge is now. */
export function drawSpark(canvas, history, range, now, colours) {
  const scale = window.devicePixelRatio || 1;
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  if (width === 0 || height === 0) {
    return;
  }
  if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
  }
  const context = canvas.getContext('2d');
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  const middle = Math.round(height / 2) + 0.5;
  context.strokeStyle = colours.line;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(0, middle);
  context.lineTo(width, middle);
  context.stroke();
  const points = history.last(range, now);
  if (points.length < 2) {
    return;
  }
  const most = Math.max(1, ...points.map((point) => Math.max(point.bytesIn, point.bytesOut)));
  const x = ({ at }) => width - ((now - at) / range) * width;
  for (const [counter, colour, sign] of [
    ['bytesIn', colours.in, -1],
    ['bytesOut', colours.out, 1],
  ]) {
    context.beginPath();
    context.moveTo(x(points[0]), middle);
    points.forEach((point) =>
      context.lineTo(x(point), middle + (sign * point[counter] * (middle - 1.5)) / most),
    );
    context.lineTo(x(points.at(-1)), middle);
    context.fillStyle = colour;
    context.globalAlpha = 0.35;
    context.fill();
    context.globalAlpha = 1;
    context.strokeStyle = colour;
    context.lineWidth = 1.25;
    context.lineJoin = 'round';
    context.stroke();
  }
}
