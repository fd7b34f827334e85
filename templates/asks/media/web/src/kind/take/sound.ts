import { madeHere } from './disk.ts';

/** What the service reads as it is; everything else the browser knows is turned into WAV first. */
const READ = /\.(wav|flac|ogg|mp3)$/i;
const SAMPLE_BYTES = 2;
const HEAD = 44;

/** A sound's samples on one channel, as the browser decodes it. Throws where the browser cannot. */
export async function decoded(sound: Blob): Promise<AudioBuffer> {
  const context = new OfflineAudioContext(1, 1, 44_100);
  return context.decodeAudioData(await sound.arrayBuffer());
}

/** The file itself, or as WAV where it is of a format that only browsers read. */
export async function sendable(sound: File, rate: number): Promise<File> {
  if (READ.test(sound.name)) return sound;
  return asWav(sound, rate, `${sound.name.replace(/\.[^.]*$/, '')}.wav`);
}

/** A recording as a WAV file with `rate` samples a second on one channel. */
export async function asWav(recording: Blob, rate: number, name: string): Promise<File> {
  const sound = await decoded(recording);
  const context = new OfflineAudioContext(1, Math.max(1, Math.ceil(sound.duration * rate)), rate);
  const source = context.createBufferSource();
  source.buffer = sound;
  source.connect(context.destination);
  source.start();
  const resampled = await context.startRendering();
  return wavOf(resampled.getChannelData(0), rate, name);
}

/** Samples from -1 to 1 as a WAV file: 16 bits, one channel. */
export function wavOf(samples: Float32Array, rate: number, name: string): File {
  const size = samples.length * SAMPLE_BYTES;
  const view = new DataView(new ArrayBuffer(HEAD + size));
  const word = (at: number, text: string) => {
    for (let place = 0; place < 4; place++) view.setUint8(at + place, text.charCodeAt(place));
  };
  word(0, 'RIFF');
  view.setUint32(4, HEAD - 8 + size, true);
  word(8, 'WAVE');
  word(12, 'fmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * SAMPLE_BYTES, true);
  view.setUint16(32, SAMPLE_BYTES, true);
  view.setUint16(34, 16, true);
  word(36, 'data');
  view.setUint32(40, size, true);
  for (const [at, sample] of samples.entries())
    view.setInt16(HEAD + at * SAMPLE_BYTES, Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), true);
  return madeHere(new File([view.buffer], name, { type: 'audio/wav' }));
}

/** The loudest of each of `count` pieces, 0 … 1. */
export function peaksOf(sound: AudioBuffer, count: number): number[] {
  const samples = sound.getChannelData(0);
  const size = Math.max(1, Math.floor(samples.length / count));
  return Array.from({ length: Math.min(count, samples.length) }, (_, at) => {
    let loudest = 0;
    for (let place = at * size; place < (at + 1) * size && place < samples.length; place++)
      loudest = Math.max(loudest, Math.abs(samples[place] ?? 0));
    return Math.min(1, loudest);
  });
}
