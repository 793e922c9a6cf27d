import Tensors

/// Memory and operations of S2VT for batches of one size, and the pass through them.
///
/// The steps of the LSTMs go over shards of at least sixteen examples, one thread each. All else goes over the whole
/// batch in large products, cut into tiles by rows or by units; so no gradient is added up across threads. What a tile of
/// frames and one of words have to do goes together, for the words have more: so every tile takes as long.
final class S2VTWorkspace {
    struct Spans: Equatable {
        var frames, words, examples: Int
        var steps: Int { frames + words }
    }

    let spans: Spans
    private let size: S2VT.Size
    private let parts: S2VTParts
    private let first, second: Trace
    private let shards: [Shard]
    private let states: [Int: (first: StateWeights, second: StateWeights)]
    /// e, (frames, examples, embedding); words read, (words, examples, embedding); their gradients.
    private let seen, read, dseen, dread: Scratch
    /// Gradients of the LSTMs' states: of the first at all steps, of the second at the words.
    private let dfirst, dsecond: Scratch
    private let loss: WordLoss
    /// Frames to e; e, the first LSTM's states and words to gates.
    private let embed, gates1, gates2, wordGates: TiledProduct
    /// Rows of frames and of words among all steps.
    private let frameTiles, wordTiles: [Range<Int>]

    private struct Shard {
        let row: Int
        let recurrence: Recurrence
    }

    init(_ size: S2VT.Size, _ parts: S2VTParts, _ spans: Spans) throws {
        self.size = size
        self.parts = parts
        self.spans = spans
        let (rows, hidden) = (spans.examples, size.hidden)
        first = Trace(.lstm, units: hidden, rows: rows, steps: spans.steps)
        second = Trace(.lstm, units: hidden, rows: rows, steps: spans.steps)
        var (shards, states): ([Shard], [Int: (first: StateWeights, second: StateWeights)]) = ([], [:])
        var row = 0
        for count in Course.shards(of: rows, size: 16) {
            let recurrence = try Recurrence(.lstm, units: hidden, count: count, mode: .training)
            if states[count] == nil { states[count] = (try StateWeights(recurrence), try StateWeights(recurrence)) }
            shards.append(Shard(row: row, recurrence: recurrence))
            row += count
        }
        (self.shards, self.states) = (shards, states)
        seen = Scratch(spans.frames * rows * size.embedding)
        dseen = Scratch(spans.frames * rows * size.embedding)
        read = Scratch(spans.words * rows * size.embedding)
        dread = Scratch(spans.words * rows * size.embedding)
        dfirst = Scratch(spans.steps * rows * hidden)
        dsecond = Scratch(spans.words * rows * hidden)
        loss = WordLoss(units: hidden, vocabulary: size.vocabulary, rows: spans.words * rows)
        let (e, wide, seenRows) = (size.embedding, 4 * hidden, spans.frames * rows)
        frameTiles = Tiles.four(of: 0..<seenRows)
        wordTiles = Tiles.four(of: seenRows..<spans.steps * rows)
        embed = try TiledProduct(
            frameTiles, .strided([size.features, e], by: [1, size.features]), isPacked: false, adding: true)
        gates1 = try TiledProduct(frameTiles, .strided([e, wide], by: [1, e]), isPacked: true, adding: false)
        gates2 = try TiledProduct(
            frameTiles + wordTiles, .strided([hidden, wide], by: [1, hidden + e]), isPacked: true, adding: false)
        wordGates = try TiledProduct(
            Tiles.four(of: 0..<spans.words * rows), .strided([e, wide], by: [1, hidden + e]), isPacked: true, adding: true)
    }

    private typealias Ready = [Int: (first: StateWeights.Ready, second: StateWeights.Ready)]

    /// The loss of a batch; gradients go to `g`, which lies as the weights `w` do.
    func run(
        _ frames: UnsafePointer<Float>, _ words: [Int], _ targets: [Int], _ w: UnsafePointer<Float>, _ g: Memory,
        version: Int, _ parallel: Parallel
    ) throws -> Double {
        let ready = try pack(w, version: version, parallel)
        Embedding.forward(words, w + parts.words.lowerBound, width: size.embedding, to: read.start)
        try forward(frames, w, ready, parallel)
        let value = try loss.forwardAndBackward(
            second.hidden(spans.frames + 1), targets: targets,
            WordLoss.Places(
                weights: w + parts.output.lowerBound, bias: w + parts.outputBias.lowerBound,
                dweights: g + parts.output.lowerBound, dbias: g + parts.outputBias.lowerBound),
            to: dsecond.start, parallel)
        try backward(frames, w, g, ready, parallel)
        Embedding.backward(words, dread.start, width: size.embedding, to: g + parts.words.lowerBound)
        return value
    }

    /// Brings the weights into the layouts that this step's products ask for.
    private func pack(_ w: UnsafePointer<Float>, version: Int, _ parallel: Parallel) throws -> Ready {
        let counts = Array(states.keys)
        let packed = try parallel.map(2 * counts.count) { number in
            let (states, isFirst) = (states[counts[number / 2]]!, number % 2 == 0)
            return try (isFirst ? states.first : states.second).pack(
                w + (isFirst ? parts.state1 : parts.state2).lowerBound, version: version, back: true)
        }
        let inputs2 = parts.inputs2.lowerBound
        let products = [
            (gates2, inputs2), (gates1, parts.inputs1.lowerBound), (wordGates, inputs2 + size.hidden),
            (embed, parts.frames.lowerBound),
        ]
        try parallel.forEach(products.count) { try products[$0].0.pack(w + products[$0].1, version: version) }
        return Ready(uniqueKeysWithValues: counts.indices.map { (counts[$0], (packed[2 * $0], packed[2 * $0 + 1])) })
    }

    // Shapes: B examples, E embedding, H hidden, NF frames, NW words, T = NF + NW.

    private func forward(_ frames: UnsafePointer<Float>, _ w: UnsafePointer<Float>, _ ready: Ready, _ parallel: Parallel) throws {
        let (e, h) = (size.embedding, size.hidden)
        // (NF B, F) to (NF B, E) to (NF B, 4H)
        try parallel.forEach(frameTiles.count) { tile in
            for row in frameTiles[tile] { (seen.start + row * e).update(from: w + parts.frameBias.lowerBound, count: e) }
            try embed.run(tile, frames, to: seen.start)
            try gates1.run(tile, seen.start, to: first.gates.start)
        }
        try forEachShard(parallel) { shard, course in
            try shard.recurrence.forward(
                first, course, ready[shard.recurrence.count]!.first, bias: w + parts.bias1.lowerBound,
                inputs: 0..<spans.frames)
        }
        // (T B, H) to (T B, 4H), and (NW B, E) to (NW B, 4H)
        try parallel.forEach(frameTiles.count) { tile in
            for piece in [tile, frameTiles.count + tile] {
                try gates2.run(piece, first.hidden(1), to: second.gates.start)
            }
            try wordGates.run(tile, read.start, to: second.gates.start + spans.frames * spans.examples * 4 * h)
        }
        try forEachShard(parallel) { shard, course in
            try shard.recurrence.forward(
                second, course, ready[shard.recurrence.count]!.second, bias: w + parts.bias2.lowerBound,
                inputs: 0..<spans.steps)
        }
    }

    private func backward(
        _ frames: UnsafePointer<Float>, _ w: UnsafePointer<Float>, _ g: Memory, _ ready: Ready, _ parallel: Parallel
    ) throws {
        let (e, h, b) = (size.embedding, size.hidden, spans.examples)
        let rows = spans.frames * b
        try forEachShard(parallel) { shard, course in
            try shard.recurrence.backward(second, course, ready[shard.recurrence.count]!.second, stride: h) { step in
                step < spans.frames
                    ? nil : UnsafePointer(dsecond.start + ((step - spans.frames) * b + shard.row) * h)
            }
        }
        let inputs = w + parts.inputs2.lowerBound
        // (T B, 4H) to (T B, H), and (NW B, 4H) to (NW B, E)
        try parallel.forEach(frameTiles.count) { tile in
            let spoken = wordTiles[tile]
            for rows in [frameTiles[tile], spoken] {
                try Matrix(second.gates.start + rows.lowerBound * 4 * h, rows.count, 4 * h).times(
                    Matrix(inputs, 4 * h, h, stride: h + e), to: dfirst.start + rows.lowerBound * h)
            }
            try Matrix(second.gates.start + spoken.lowerBound * 4 * h, spoken.count, 4 * h).times(
                Matrix(inputs + h, 4 * h, e, stride: h + e), to: dread.start + (spoken.lowerBound - rows) * e)
        }
        try forEachShard(parallel) { shard, course in
            try shard.recurrence.backward(first, course, ready[shard.recurrence.count]!.first, stride: h) { step in
                UnsafePointer(dfirst.start + (step * b + shard.row) * h)
            }
        }
        // (NF B, 4H) to (NF B, E)
        try parallel.forEach(frameTiles.count) { tile in
            let rows = frameTiles[tile]
            try Matrix(first.gates.start + rows.lowerBound * 4 * h, rows.count, 4 * h).times(
                Matrix(w + parts.inputs1.lowerBound, 4 * h, e), to: dseen.start + rows.lowerBound * e)
        }
        // All gradients of weights at once, the longest first: no thread waits before the last has begun.
        try parallel.forEach(12) { piece in
            switch piece / 4 {
            case 0: try secondGradients(units: piece % 4 * h..<(piece % 4 + 1) * h, g)
            case 1: try firstGradients(units: piece % 4 * h..<(piece % 4 + 1) * h, g)
            default: try frameGradients(frames, features: Tiles.four(of: 0..<size.features)[piece % 4], g)
            }
        }
    }

    /// Of some of the second's 4H: (4H, H), (4H, E) and (4H, H).
    private func secondGradients(units: Range<Int>, _ g: Memory) throws {
        let (e, h, all) = (size.embedding, size.hidden, spans.steps * spans.examples)
        let gates = gradients(of: second, units)
        let dinputs = g + parts.inputs2.lowerBound + units.lowerBound * (h + e)
        try gates(0..<all).times(Matrix(first.hidden(1), all, h), to: dinputs, stride: h + e)
        let spoken = spans.frames * spans.examples..<all
        try gates(spoken).times(Matrix(read.start, spoken.count, e), to: dinputs + h, stride: h + e)
        try stateGradients(second, units, to: g + parts.state2.lowerBound, bias: g + parts.bias2.lowerBound)
    }

    /// Of some of the first's: (4H, E) and (4H, H).
    private func firstGradients(units: Range<Int>, _ g: Memory) throws {
        let (e, rows) = (size.embedding, spans.frames * spans.examples)
        try gradients(of: first, units)(0..<rows).times(
            Matrix(seen.start, rows, e), to: g + parts.inputs1.lowerBound + units.lowerBound * e)
        try stateGradients(first, units, to: g + parts.state1.lowerBound, bias: g + parts.bias1.lowerBound)
    }

    /// Before the first step states are zero.
    private func stateGradients(_ trace: Trace, _ units: Range<Int>, to dstate: Memory, bias: Memory) throws {
        let (h, b, all) = (size.hidden, spans.examples, spans.steps * spans.examples)
        try gradients(of: trace, units)(b..<all).times(
            Matrix(trace.hidden(1), all - b, h), to: dstate + units.lowerBound * h)
        Kernels.columnSums(
            trace.gates.start + units.lowerBound, rows: all, columns: units.count, stride: 4 * h,
            to: bias + units.lowerBound)
    }

    /// Those of the gates, turned: (units, rows).
    private func gradients(of trace: Trace, _ units: Range<Int>) -> (Range<Int>) -> Matrix {
        { [size] rows in
            Matrix(
                trace.gates.start + rows.lowerBound * 4 * size.hidden + units.lowerBound, rows.count, units.count,
                stride: 4 * size.hidden
            ).turned
        }
    }

    /// (E, F), of some features; nobody asks for the gradient of the frames.
    private func frameGradients(_ frames: UnsafePointer<Float>, features: Range<Int>, _ g: Memory) throws {
        let (e, f, rows) = (size.embedding, size.features, spans.frames * spans.examples)
        if features.lowerBound == 0 {
            Kernels.columnSums(dseen.start, rows: rows, columns: e, stride: e, to: g + parts.frameBias.lowerBound)
        }
        try Matrix(dseen.start, rows, e).turned.times(
            Matrix(frames + features.lowerBound, rows, features.count, stride: f),
            to: g + parts.frames.lowerBound + features.lowerBound, stride: f)
    }

    private func forEachShard(_ parallel: Parallel, _ body: (Shard, Recurrence.Course) throws -> Void) throws {
        try parallel.forEach(shards.count) { number in
            try body(shards[number], Recurrence.Course(row: shards[number].row, steps: spans.steps))
        }
    }
}
