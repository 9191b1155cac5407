/** What crosses between the child that decodes pictures and its parent. */
export type PictureJob =
  /** Decodes all of it; nothing comes back but that it could be. */
  | { readonly kind: 'check' }
  /** Fits it into a page of an e-reader, as JPEG or PNG, which every one of them shows. */
  | { readonly kind: 'for-ink'; readonly maxWidth: number; readonly maxHeight: number };

export type PictureRequest = { readonly id: number; readonly job: PictureJob; readonly bytes: Uint8Array };

export type SmallPicture = {
  readonly bytes: Uint8Array;
  readonly mediaType: 'image/jpeg' | 'image/png';
  readonly width: number;
  readonly height: number;
};

/** In any order. `ready` comes once, before the first request. */
export type PictureReply =
  | { readonly kind: 'ready'; readonly hasDecoder: boolean }
  | { readonly kind: 'done'; readonly id: number; readonly picture: SmallPicture | null }
  | { readonly kind: 'invalid'; readonly id: number };
