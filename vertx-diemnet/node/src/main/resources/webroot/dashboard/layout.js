// The positions of the nodes: on a ring, so that no connection hides another. The same nodes
// always have the same positions.

import { compareNames } from './format.js';

const NAMED = 24; // up to this number, nodes have room for their names

/** Returns whether there is room for all names. */
export function hasRoomForNames(nodes) {
  return nodes.length <= NAMED;
}

/** Returns Map(id -> {x, y}) for nodes `{id, label, own}`. */
export function place(nodes) {
  const sorted = [...nodes].sort((a, b) => compareNames(a.label, b.label) || (a.id > b.id) - (a.id < b.id));
  const own = sorted.filter((node) => node.own);
  const others = sorted.filter((node) => !node.own);
  const distance = hasRoomForNames(nodes) ? 92 : 30;
  const places = new Map();
  if (others.length === 0) {
    ring(own, Math.max(own.length > 1 ? 90 : 0, radius(own, distance)), places);
  } else {
    const inner = own.length > 1 ? Math.max(70, radius(own, distance)) : 0;
    ring(own, inner, places);
    ring(others, Math.max(inner + 100, radius(others, distance)), places);
  }
  return places;
}

function radius(nodes, distance) {
  return (nodes.length * distance) / (2 * Math.PI);
}

function ring(nodes, radius, places) {
  nodes.forEach(({ id }, i) => {
    const angle = (2 * Math.PI * i) / nodes.length - Math.PI / 2;
    places.set(id, { x: radius * Math.cos(angle), y: radius * Math.sin(angle) });
  });
}
