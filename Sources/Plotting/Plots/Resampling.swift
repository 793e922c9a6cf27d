import Foundation

/// Which cells lie under each pixel of a row (or column) of pixels, and how much of the pixel each covers.
///
/// Cells smaller than pixels are averaged by area; larger ones keep sharp edges.
struct Resampling: Sendable {
    /// For pixel p the cells `first[p]`, `first[p] + 1`, … with weights `weights[offsets[p]..<offsets[p + 1]]`.
    private(set) var first: [Int]
    private(set) var offsets: [Int]
    private(set) var weights: [Float]

    /// `bounds` are the places of the cells' edges, 0...1 along the pixels, in one direction; pixels at least half
    /// bare get no cell.
    init(bounds: [Double], pixels: Int) {
        first = Array(repeating: 0, count: pixels)
        offsets = [0]
        weights = []
        let cells = bounds.count - 1
        guard cells > 0, pixels > 0, bounds.allSatisfy(\.isFinite) else {
            offsets = Array(repeating: 0, count: pixels + 1)
            return
        }
        let isRising = bounds[cells] >= bounds[0]
        func low(_ cell: Int) -> Double { bounds[isRising ? cell : cell + 1] * Double(pixels) }
        func high(_ cell: Int) -> Double { bounds[isRising ? cell + 1 : cell] * Double(pixels) }
        let order = isRising ? Array(0..<cells) : (0..<cells).reversed()
        var next = 0
        for pixel in 0..<pixels {
            let left = Double(pixel)
            while next < cells, high(order[next]) <= left { next += 1 }
            var parts: [Float] = []
            var index = next
            while index < cells, low(order[index]) < left + 1 {
                parts.append(Float(min(high(order[index]), left + 1) - max(low(order[index]), left)))
                index += 1
            }
            let total = parts.reduce(0, +)
            if total >= 0.5 {
                first[pixel] = isRising ? next : order[next + parts.count - 1]
                weights += (isRising ? parts : parts.reversed()).map { $0 / total }
            }
            offsets.append(weights.count)
        }
    }

    /// True where `pixel` lies wholly in the same one cell as the pixel before.
    func repeats(_ pixel: Int) -> Bool {
        pixel > 0 && offsets[pixel + 1] - offsets[pixel] == 1 && offsets[pixel] - offsets[pixel - 1] == 1
            && first[pixel] == first[pixel - 1]
    }
}

/// Cells (row, column) as pixels (y, x): NaN where there is no number under a pixel.
func resampled(
    _ cells: UnsafeBufferPointer<Float>, columns: Int, across x: Resampling, down y: Resampling
) -> [Float] {
    let rows = columns > 0 ? cells.count / columns : 0
    let width = x.first.count
    let height = y.first.count
    // (row, x): values times how much of each pixel has one, and that share.
    var values = [Float](repeating: 0, count: rows * width)
    var shares = [Float](repeating: 0, count: rows * width)
    values.withUnsafeMutableBufferPointer { values in
        shares.withUnsafeMutableBufferPointer { shares in
            x.weights.withUnsafeBufferPointer { weights in
                for row in 0..<rows {
                    let source = cells.baseAddress! + row * columns
                    for pixel in 0..<width {
                        var sum: Float = 0
                        var share: Float = 0
                        var cell = x.first[pixel]
                        for place in x.offsets[pixel]..<x.offsets[pixel + 1] {
                            let value = source[cell]
                            if !value.isNaN {
                                sum += weights[place] * value
                                share += weights[place]
                            }
                            cell += 1
                        }
                        values[row * width + pixel] = sum
                        shares[row * width + pixel] = share
                    }
                }
            }
        }
    }
    return [Float](unsafeUninitializedCapacity: width * height) { pixels, count in
        values.withUnsafeBufferPointer { values in
            shares.withUnsafeBufferPointer { shares in
                var sum = [Float](repeating: 0, count: width)
                var share = [Float](repeating: 0, count: width)
                for line in 0..<height {
                    let target = pixels.baseAddress! + line * width
                    if y.repeats(line) {
                        target.initialize(from: target - width, count: width)
                        continue
                    }
                    for pixel in 0..<width {
                        sum[pixel] = 0
                        share[pixel] = 0
                    }
                    for (row, place) in zip(y.first[line]..., y.offsets[line]..<y.offsets[line + 1]) {
                        let weight = y.weights[place]
                        let from = row * width
                        for pixel in 0..<width {
                            sum[pixel] += weight * values[from + pixel]
                            share[pixel] += weight * shares[from + pixel]
                        }
                    }
                    for pixel in 0..<width {
                        target[pixel] = share[pixel] >= 0.5 ? sum[pixel] / share[pixel] : .nan
                    }
                }
            }
        }
        count = width * height
    }
}

/// (row, column) in blocks of `factors`, each the mean of their numbers, NaN where they have none.
func blockMeans(_ cells: [Float], rows: Int, columns: Int, by factors: (rows: Int, columns: Int)) -> [Float] {
    let tall = (rows + factors.rows - 1) / factors.rows
    let wide = (columns + factors.columns - 1) / factors.columns
    var means = [Float](repeating: .nan, count: tall * wide)
    for blockRow in 0..<tall {
        for blockColumn in 0..<wide {
            var sum = 0.0
            var count = 0
            var infinite: Float?
            for row in blockRow * factors.rows..<min((blockRow + 1) * factors.rows, rows) {
                for column in blockColumn * factors.columns..<min((blockColumn + 1) * factors.columns, columns) {
                    let value = cells[row * columns + column]
                    if value.isFinite {
                        sum += Double(value)
                        count += 1
                    } else if value.isInfinite {
                        infinite = value
                    }
                }
            }
            means[blockRow * wide + blockColumn] = count > 0 ? Float(sum / Double(count)) : infinite ?? .nan
        }
    }
    return means
}
