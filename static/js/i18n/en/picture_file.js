// How the file of a picture was read: what is told beside "What the models receive".
export default {
  profile: "colour profile",
  "profile.explain": "Follow the colour profile in the file, as browsers do. Off: the values as they are stored.",
};
