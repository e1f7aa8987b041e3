// A small plot of the inbound and outbound bytes of the last minutes.

import { LIMITS } from './model.js';

/** Draws the points of a history, the newest on the right. */
export function drawSpark(canvas, points, colours) {
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
  if (points.length < 2) {
    return;
  }
  const most = Math.max(1, ...points.map((point) => Math.max(point.bytesIn, point.bytesOut)));
  for (const [counter, colour, line] of [
    ['bytesOut', colours.out, 3],
    ['bytesIn', colours.in, 1.25],
  ]) {
    context.beginPath();
    points.forEach((point, i) => {
      const x = width - 1 - ((points.length - 1 - i) * (width - 2)) / (LIMITS.points - 1);
      const y = height - 2 - (point[counter] / most) * (height - 4);
      i === 0 ? context.moveTo(x, y) : context.lineTo(x, y);
    });
    context.strokeStyle = colour;
    context.lineWidth = line;
    context.lineJoin = 'round';
    context.stroke();
  }
}
