// How the file of a picture was read: what is told beside "What the models receive".
export default {
  profile: "colour profile",
  "profile.explain": "Follow the colour profile in the file, as browsers do. Off: the values as they are stored.",
  addressOnly:
    "The other page hands over only the picture's address, not its file. Save the picture there and drop the file, or copy it and paste it here.",
  shrunk: ({ width, height, before, after }) =>
    `The file was too large to be sent (${before} MB, ${width} × ${height} pixels): your browser made a copy of ${after} MB of it.`,
};
