// The mesh as a graph. Nodes and connections are added and removed one by one. The layout changes
// only if the set of nodes has changed.

import cytoscape from '../lib/cytoscape/cytoscape.esm.min.mjs';
import { colours, moves, onColours } from './colours.js';
import { byId, setText } from './dom.js';
import { count } from './format.js';
import { hasRoomForNames, place } from './layout.js';

const PADDING = 26;
const MANY = 1500; // from this number on, connections are not drawn while the graph moves
const STEP = 1.3;
const NAME_SIZE = 12; // in pixels
const NODE_SIZE = 26; // in units of the graph

export class MeshView {
  #cy;
  #select;
  #structure = -1;
  #viewed = null;
  #selected = null;
  #names = '';
  #places = new Map();
  #touched = false; // whether the user has zoomed or moved it

  /** @param select called with the id of the selected node */
  constructor(select) {
    this.#select = select;
    const container = byId('mesh');
    this.#cy = cytoscape({
      container,
      style: style(colours()),
      layout: { name: 'preset' },
      userZoomingEnabled: false,
      boxSelectionEnabled: false,
      autoungrabify: true,
      minZoom: 0.1,
      maxZoom: 4,
      textureOnViewport: false,
      hideEdgesOnViewport: false,
    });
    this.#cy.on('tap', 'node', ({ target }) => this.#select(target.id()));
    this.#cy.on('mouseover', 'node', ({ target }) => {
      target.addClass('hover');
      container.dataset.over = target.data('label');
    });
    this.#cy.on('mouseout', 'node', ({ target }) => {
      target.removeClass('hover');
      delete container.dataset.over;
    });
    this.#cy.on('zoom', () => this.#size());
    this.#cy.on('dragpan pinchzoom', () => (this.#touched = true));
    container.addEventListener('keydown', (event) => this.#key(event));
    byId('zoom-in').addEventListener('click', () => this.#zoom(STEP));
    byId('zoom-out').addEventListener('click', () => this.#zoom(1 / STEP));
    byId('zoom-fit').addEventListener('click', () => this.#fit());
    new ResizeObserver(() => this.#resized()).observe(container);
    onColours((now) => this.#cy.style(style(now)));
  }

  render(model, network, selected) {
    if (!network) {
      this.#cy.elements().remove();
      this.#structure = -1;
      setText(byId('mesh-summary'), '');
      return;
    }
    if (this.#structure !== model.structure || this.#viewed !== network) {
      this.#structure = model.structure;
      this.#viewed = network;
      this.#change(model.mesh(network));
      this.#mark(selected);
    } else if (this.#selected !== selected) {
      this.#mark(selected);
    }
  }

  #change(mesh) {
    const cy = this.#cy;
    const nodes = [...mesh.nodes.values()];
    const names = nodes.map(({ id, own }) => id + own).sort().join();
    const moved = names !== this.#names;
    this.#names = names;
    const places = moved ? place(nodes) : null;
    cy.batch(() => {
      cy.elements().forEach((element) => {
        if (!mesh.nodes.has(element.id()) && !mesh.edges.has(element.id())) {
          element.remove();
        }
      });
      const crowded = !hasRoomForNames(nodes);
      const added = [];
      for (const { id, label, own, state } of nodes) {
        const classes = [own ? 'own' : 'peer', state, crowded ? 'crowded' : ''].join(' ');
        const node = cy.getElementById(id);
        if (node.empty()) {
          added.push({ group: 'nodes', data: { id, label }, classes, position: { ...places.get(id) } });
        } else if (node.scratch('classes') !== classes) {
          node.classes(classes);
        }
        if (node.data('label') !== label) {
          node.data('label', label);
        }
        node.scratch('classes', classes);
      }
      for (const [id, { a, b, state }] of mesh.edges) {
        const classes = [state, crowded ? 'crowded' : ''].join(' ');
        const edge = cy.getElementById(id);
        if (edge.empty()) {
          added.push({ group: 'edges', data: { id, source: a, target: b }, classes });
        } else if (edge.scratch('classes') !== classes) {
          edge.classes(classes);
        }
        edge.scratch('classes', classes);
      }
      cy.add(added);
    });
    if (moved) {
      this.#place(places);
    }
    this.#tell(mesh);
  }

  /** Moves the nodes to their positions. New nodes are there already. */
  #place(places) {
    const cy = this.#cy;
    const many = cy.edges().length > MANY;
    const glide = moves() && !many && document.visibilityState === 'visible';
    cy.nodes().forEach((node) => {
      const to = places.get(node.id());
      const from = node.position();
      node.data('side', side(to));
      if (from.x !== to.x || from.y !== to.y) {
        node.stop();
        glide ? node.animate({ position: to }, { duration: 300 }) : node.position(to);
      }
    });
    this.#places = places;
    if (this.#touched) {
      this.#size();
    } else {
      this.#fit(glide);
    }
  }

  #tell({ nodes, edges }) {
    const links = [...edges.values()];
    const up = links.filter(({ state }) => state === 'up').length;
    const words = `${count(nodes.size, 'node')}, ${count(up, 'connection')}`;
    const missing = links.length - up;
    setText(byId('mesh-summary'), missing > 0 ? `${words}, ${missing} missing` : words);
  }

  #mark(selected) {
    const cy = this.#cy;
    this.#selected = selected;
    const viewed = this.#viewed.info.peer;
    cy.batch(() => {
      cy.elements('.viewed, .selected').removeClass('viewed selected quiet');
      const here = cy.getElementById(viewed).addClass('viewed');
      here.connectedEdges().addClass('viewed');
      if (selected) {
        here.toggleClass('quiet', selected !== viewed); // two names beside each other would overlap
        const there = cy.getElementById(selected).addClass('selected');
        there.edgesWith(here).addClass('selected');
      }
    });
  }

  #key(event) {
    const keys = {
      '+': () => this.#zoom(STEP),
      '-': () => this.#zoom(1 / STEP),
      0: () => this.#fit(),
      ArrowRight: () => this.#step(1),
      ArrowDown: () => this.#step(1),
      ArrowLeft: () => this.#step(-1),
      ArrowUp: () => this.#step(-1),
      Home: () => this.#step(0),
      Escape: () => this.#select(null),
    };
    if (keys[event.key] && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      keys[event.key]();
    }
  }

  /** Selects the next node on the ring, or the first. */
  #step(by) {
    const around = this.#cy.nodes().sort((a, b) => angle(a) - angle(b));
    if (around.empty()) {
      return;
    }
    const ids = around.map((node) => node.id());
    const from = ids.indexOf(this.#selected ?? this.#viewed.info.peer);
    this.#select(by === 0 || from < 0 ? ids[0] : ids[(from + by + ids.length) % ids.length]);
  }

  #zoom(by) {
    const cy = this.#cy;
    this.#touched = true;
    cy.zoom({ level: cy.zoom() * by, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } });
  }

  /** Shows all nodes, with room for their names, which have the same size at each zoom. */
  #fit(glide = false) {
    this.#touched = false;
    const cy = this.#cy;
    if (cy.nodes().empty()) {
      return;
    }
    cy.stop();
    const box = bounds([...this.#places.values()]);
    const names = cy.nodes().not('.crowded').map((node) => node.data('label').length);
    const beside = PADDING + NAME_SIZE * 0.6 * Math.max(0, ...names);
    const zoom = Math.min(
      1.4,
      (cy.width() - 2 * beside) / (box.w + NODE_SIZE),
      (cy.height() - 2 * PADDING) / (box.h + NODE_SIZE),
    );
    const pan = {
      x: cy.width() / 2 - zoom * (box.x + box.w / 2),
      y: cy.height() / 2 - zoom * (box.y + box.h / 2),
    };
    glide ? cy.animate({ zoom, pan }, { duration: 300 }) : cy.viewport({ zoom, pan });
    this.#size();
  }

  #size() {
    const size = NAME_SIZE / this.#cy.zoom();
    this.#cy.nodes().style({ 'font-size': size, 'text-background-padding': size / 6 });
  }

  #resized() {
    this.#cy.resize();
    if (!this.#touched) {
      this.#fit();
    }
  }
}

function bounds(points) {
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const x = Math.min(...xs);
  const y = Math.min(...ys);
  return { x, y, w: Math.max(...xs) - x, h: Math.max(...ys) - y };
}

/** Returns the side of a node that faces away from the middle: no connection crosses a name there. */
function side({ x, y }) {
  if (Math.abs(x) > Math.abs(y) * 0.25) {
    return x > 0 ? 'right' : 'left'; // names of neighbours on a ring are below each other
  }
  return y < -1 ? 'top' : 'bottom';
}

function angle(node) {
  const { x, y } = node.position();
  return Math.atan2(x, -y) + (x < 0 ? 2 * Math.PI : 0);
}

function style(c) {
  return [
    {
      selector: 'node',
      style: {
        width: NODE_SIZE,
        height: NODE_SIZE,
        label: 'data(label)',
        color: c.ink,
        'font-family': 'system-ui, sans-serif',
        'text-valign': 'bottom',
        'text-margin-y': 5,
        'background-color': c.peer,
        'border-width': 2,
        'border-color': c.panel,
        'text-background-color': c.panel,
        'text-background-opacity': 1, // a connection ends at a name that it would cross
      },
    },
    { selector: 'node[side = "top"]', style: { 'text-valign': 'top', 'text-margin-y': -5 } },
    { selector: 'node[side = "left"]', style: aside('left', -5) },
    { selector: 'node[side = "right"]', style: aside('right', 5) },
    { selector: 'node.own', style: { 'background-color': c.own, shape: 'round-rectangle' } },
    { selector: 'node.lost', style: missing(c, c.lost) },
    { selector: 'node.idle', style: missing(c, c.faint) },
    { selector: 'node.crowded', style: { label: '', width: 18, height: 18, 'border-width': 1 } },
    {
      selector: 'edge',
      style: { 'curve-style': 'haystack', width: 1.5, 'line-color': c.line, opacity: 0.9 },
    },
    { selector: 'edge.crowded', style: { width: 1, opacity: 0.25 } },
    { selector: 'edge.lost', style: { 'line-color': c.lost, 'line-style': 'dashed', opacity: 0.8 } },
    { selector: 'edge.idle', style: { 'line-color': c.faint, 'line-style': 'dotted', opacity: 0.5 } },
    { selector: 'edge.crowded.lost', style: { opacity: 0.4 } },
    { selector: 'edge.viewed', style: { 'line-color': c.own, opacity: 0.75, 'z-index': 5 } },
    { selector: 'edge.viewed.lost', style: { 'line-color': c.lost } },
    { selector: 'edge.viewed.idle', style: { 'line-color': c.faint } },
    { selector: 'edge.selected', style: { 'line-color': c.accent, width: 4, opacity: 1, 'z-index': 10 } },
    { selector: 'node.viewed', style: { 'border-width': 3, 'border-color': c.ink, label: 'data(label)', 'z-index': 10 } },
    {
      selector: 'node.selected, node.hover',
      style: { 'border-width': 4, 'border-color': c.accent, label: 'data(label)', 'z-index': 20 },
    },
    { selector: 'node.crowded.viewed.quiet', style: { label: '' } },
    {
      selector: 'node.crowded.viewed, node.crowded.selected, node.crowded.hover',
      style: { width: NODE_SIZE, height: NODE_SIZE },
    },
  ];
}

/** The name is beside the node. */
function aside(halign, margin) {
  return { 'text-halign': halign, 'text-valign': 'center', 'text-margin-x': margin, 'text-margin-y': 0 };
}

/** An empty node with a dashed border. */
function missing(c, colour) {
  return {
    'background-color': c.panel,
    'border-color': colour,
    'border-style': 'dashed',
    color: c.faint,
  };
}
