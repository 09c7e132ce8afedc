// @ts-check
// The picture follows the `fit` and the `profile` of the address: while a frame is dragged, one question at a time, then the newest.

const wanted = (store) => `${store.get().fit} ${store.get().profile}`;

/** `session` of picture_source.js. Returns a function: bring the picture up to the state's fit. */
export function createRefit(session, store) {
  let fitting = null;

  async function refit() {
    for (let made = null; made !== wanted(store); ) {
      made = wanted(store);
      try {
        const image = await session.refit(store.get().fit);
        if (image) store.set({ image });
      } catch (error) {
        // the server may have to be told the picture again
        if (error.type !== "picture-unknown" || !session.current.blob) {
          store.set({ fit: session.current.fit, profile: session.current.colours }); // what is shown stays
          throw error;
        }
        await session.again();
        made = null;
      }
    }
  }
  return () =>
    (fitting ??= refit().finally(() => {
      fitting = null;
    }));
}
