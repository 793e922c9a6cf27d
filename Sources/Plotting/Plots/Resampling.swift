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

    /// True where no cell lies under `pixel`.
    func isBare(_ pixel: Int) -> Bool { offsets[pixel] == offsets[pixel + 1] }

    /// True where `pixel` lies wholly in the same one cell as the pixel before.
    func repeats(_ pixel: Int) -> Bool {
        pixel > 0 && offsets[pixel + 1] - offsets[pixel] == 1 && offsets[pixel] - offsets[pixel - 1] == 1
            && first[pixel] == first[pixel - 1]
    }
}

/// Numbers in rows, each with the share (0...1) of its area that holds a number; a number is kept times its share.
/// Without shares every area is full.
private struct Field {
    let columns: Int
    let values: [Float]
    let shares: [Float]?

    var rows: Int { columns > 0 ? values.count / columns : 0 }

    private init(columns: Int, values: [Float], shares: [Float]?) {
        self.columns = columns
        self.values = values
        self.shares = shares
    }

    /// (row, column); NaN is no number.
    init(_ cells: UnsafeBufferPointer<Float>, columns: Int) {
        self.columns = columns
        let isFull = !cells.contains { $0.isNaN }
        values = isFull ? Array(cells) : cells.map { $0.isNaN ? 0 : $0 }
        shares = isFull ? nil : cells.map { $0.isNaN ? 0 : 1 }
    }

    /// (row, column) -> (row, pixel)
    func resampled(across x: Resampling) -> Field {
        Field(
            columns: x.first.count, values: Self.mixed(values, columns: columns, across: x),
            shares: shares.map { Self.mixed($0, columns: columns, across: x) })
    }

    /// (row, column) -> (pixel, column)
    func resampled(down y: Resampling) -> Field {
        Field(
            columns: columns, values: Self.mixed(values, columns: columns, down: y),
            shares: shares.map { Self.mixed($0, columns: columns, down: y) })
    }

    private static func mixed(_ numbers: [Float], columns: Int, across x: Resampling) -> [Float] {
        let width = x.first.count
        let rows = numbers.count / columns
        return [Float](unsafeUninitializedCapacity: rows * width) { result, count in
            x.weights.withUnsafeBufferPointer { weights in
                numbers.withUnsafeBufferPointer { numbers in
                    for row in 0..<rows {
                        let source = numbers.baseAddress! + row * columns
                        for pixel in 0..<width {
                            var sum: Float = 0
                            var cell = x.first[pixel]
                            for place in x.offsets[pixel]..<x.offsets[pixel + 1] {
                                sum += weights[place] * source[cell]
                                cell += 1
                            }
                            result[row * width + pixel] = sum
                        }
                    }
                }
            }
            count = rows * width
        }
    }

    private static func mixed(_ numbers: [Float], columns: Int, down y: Resampling) -> [Float] {
        let height = y.first.count
        return [Float](unsafeUninitializedCapacity: height * columns) { result, count in
            numbers.withUnsafeBufferPointer { numbers in
                for line in 0..<height {
                    let target = result.baseAddress! + line * columns
                    if y.repeats(line) {
                        target.initialize(from: target - columns, count: columns)
                        continue
                    }
                    target.initialize(repeating: 0, count: columns)
                    for (place, row) in zip(y.offsets[line]..<y.offsets[line + 1], y.first[line]...) {
                        let weight = y.weights[place]
                        let source = numbers.baseAddress! + row * columns
                        for column in 0..<columns { target[column] += weight * source[column] }
                    }
                }
            }
            count = height * columns
        }
    }
}

/// Cells (row, column) as pixels (y, x): NaN where numbers cover less than half of a pixel.
func resampled(
    _ cells: UnsafeBufferPointer<Float>, columns: Int, across x: Resampling, down y: Resampling
) -> [Float] {
    guard columns > 0, !cells.isEmpty else { return Array(repeating: .nan, count: x.first.count * y.first.count) }
    let field = Field(cells, columns: columns)
    // The direction first that leaves less for the other.
    let isDownFirst = y.first.count * columns < field.rows * x.first.count
    let pixels =
        isDownFirst ? field.resampled(down: y).resampled(across: x) : field.resampled(across: x).resampled(down: y)
    if let shares = pixels.shares {
        return zip(pixels.values, shares).map { value, share in share >= 0.5 ? value / share : .nan }
    }
    var values = pixels.values
    for line in y.first.indices {
        for pixel in x.first.indices where x.isBare(pixel) || y.isBare(line) {
            values[line * pixels.columns + pixel] = .nan
        }
    }
    return values
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
