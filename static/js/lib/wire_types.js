// What travels between server and page (docs/wire.md), for the type checker alone: nothing imports this file.

/**
 * @typedef {{ index: number, label: string, probability: number, logit: number, calibrated?: number }} Prediction
 * @typedef {{ top: number, left: number, bottom: number, right: number }} Rect pixels or cells, ends exclusive
 * @typedef {{ shape: [number, number, number], blank?: boolean, data: Uint8Array }} Picture (channel, row, column), 0-255
 * @typedef {{ invariance: number, equivariance: number | null, cosine: number | null }} Change
 *
 * @typedef {object} Tiles the first `count` of `total` channels, each cell the mean of `step` x `step`
 * @property {number} count
 * @property {number} total
 * @property {number} rows
 * @property {number} columns
 * @property {number} step
 * @property {Float32Array} lows
 * @property {Float32Array} highs
 * @property {Uint8Array} data
 *
 * @typedef {object} FrameStage
 * @property {string} name
 * @property {number} min
 * @property {number} max
 * @property {number} mean
 * @property {number} std
 * @property {Change} [change]
 * @property {Tiles} [tiles] of stages that were asked for
 *
 * @typedef {object} FrameModel
 * @property {string} id
 * @property {number} milliseconds
 * @property {Picture} input
 * @property {Prediction[]} predictions
 * @property {FrameStage[]} stages
 * @property {string[]} [off] what is switched off, where something is
 * @property {Prediction[]} [untouched] then, of the same picture with nothing off
 *
 * @typedef {object} Frame one position of the picture
 * @property {"frame"} kind
 * @property {number | null} seq
 * @property {number} dx
 * @property {number} dy
 * @property {"clip" | "wrap"} edge
 * @property {string} fit
 * @property {[number, number]} reference
 * @property {FrameModel[]} models
 *
 * @typedef {object} ArrayFrame exact values
 * @property {"array"} kind
 * @property {string} name
 * @property {string[]} axes
 * @property {number[]} shape
 * @property {"float32" | "float16"} dtype
 * @property {string[]} [points]
 * @property {Picture} [picture] what the values are about
 * @property {Float32Array} values
 *
 * @typedef {object} Point a place in a model where one can look
 * @property {string} name module path
 * @property {string} title
 * @property {string} role
 * @property {string} phase
 * @property {string[]} phases one after the other
 * @property {string[]} axes
 * @property {number[]} shape
 * @property {number} depth 0 the input, 1 the logits
 * @property {boolean} stage a card in the row
 * @property {[number, number] | null} grid
 * @property {number} prefix tokens without a place
 * @property {number | null} stride input pixels per grid cell
 * @property {{ reason: string | null, values: object, detail: string } | null} [no_grid] why a stage has no grid
 * @property {{ grid: [number, number] | null, prefix: number } | null} keys
 * @property {string[]} adds
 *
 * @typedef {object} WeightPicture
 * @property {string} parameter
 * @property {string} title
 * @property {string} kind
 * @property {string} stage
 * @property {number[]} shape
 * @property {number} prefix
 * @property {boolean} direct
 *
 * @typedef {object} Model
 * @property {string} id
 * @property {string} title
 * @property {string} family
 * @property {string} tier
 * @property {string} version
 * @property {boolean} default
 * @property {{ width: number, height: number, channels: number, mean: number[], std: number[], fit: string }} input
 * @property {string[]} labels
 * @property {number} parameters
 * @property {number | null} macs
 * @property {number | null} top1
 * @property {string | null} top1_source
 * @property {string} note
 * @property {string | null} note_key
 * @property {Record<string, number> | null} between_classes stage: invariance error between pictures of different classes
 * @property {string} status
 * @property {Record<string, string>} lacks what: why
 * @property {Record<string, { reason: string | null, values: object, detail: string }>} lacks_reasons the same as data
 * @property {"softmax" | "sigmoid" | "shares"} scores what the numbers are that it answers with
 * @property {{ reason: string | null, values: object, detail: string }[]} findings what was noticed when an own model was opened
 * @property {Point[]} points
 * @property {WeightPicture[]} pictures
 */

export {};
