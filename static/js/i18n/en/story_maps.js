// The story, chapter “Maps that move along”.

export default {
  "maps.title": "Maps that move along",
  "maps.about": "A CNN uses one small filter everywhere. Does that make it invariant?",
  "maps.1.text":
    "A convolutional network (CNN) slides the same small filters, also called kernels, over the whole picture. What each finds is a map, or channel. Drag the seven four pixels to the right, and watch the maps.",
  "maps.1.then":
    "The sevens in the maps moved along. Yet below “{stage}” stands {change}, because the invariance error compares place by place, and the pattern stands elsewhere now.",
  "maps.2.text": "So put the maps back by as many pixels before comparing: choose “equivariance error” beside “Change”.",
  "maps.2.then":
    "“{first}” now differs by {a} instead of {before}. Zero would be equivariance: the maps move with the picture, and do nothing else. “{fifth}” is at {b}, so for this trained CNN that holds only roughly.",
  "maps.3.text":
    "“Change” is the invariance error again, which compares place by place. At the end the CNN averages each map over all places. Which changes less, the last maps (“{maps}”) or their “{average}”? Choose, then drag the seven four pixels down.",
  "maps.3.then":
    "“{maps}” changed by {a}, “{average}” by {b}. An average over all places does not say where something was found.",
  "maps.4.text": "CNNs are often called invariant. After this move of four pixels, is “{average}” unchanged? Its number tells.",
  "maps.4.then": "The number is {change}; unchanged would be 0.00. It is a matter of degree, and it can be measured.",
  "maps.4.wrong": "Look at the number below “{average}”: it is {change}. Unchanged would be 0.00.",
  "maps.4.unchanged": "Unchanged",
  "maps.4.changed": "Changed",
  "maps.5.text": "The page now shows the equivariance error. Which maps differ less after they are moved back?",
  "maps.5.then":
    "“{first}” is at {a}, “{fifth}” at {b}. The smaller number belongs to the maps that followed the seven better.",
  "maps.5.wrong": "Compare the numbers below “{first}” and “{fifth}”. The smaller one followed the seven better.",
};
