import type { Socket } from 'node:net';

export function passOn(client: Socket, place: { path: string } | { host: string; port: number }): void;
