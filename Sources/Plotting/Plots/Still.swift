public import Tensors

/// One picture as a figure keeps it.
public struct Still: Sendable {
    /// (row, column) from the upper left corner; each pixel is the number 65536 red + 256 green + blue, which a Float32
    /// holds exactly.
    let colours: Tensor
    /// How much each part counts, (row, column), spread over the whole picture; nil where nothing is said of that.
    public var weights: Tensor?
    /// What stands below it.
    public var caption: String

    /// `bytes` are (row, column, channel) with 1 channel for grey or 3 for red, green and blue.
    public init(
        bytes: UnsafeBufferPointer<UInt8>, height: Int, width: Int, channels: Int, weights: Tensor? = nil, caption: String = ""
    ) {
        precondition(channels == 1 || channels == 3)
        precondition(height > 0 && width > 0 && bytes.count == height * width * channels)
        colours = Tensor([height, width]) { floats in
            for i in floats.indices {
                let colour =
                    channels == 1
                    ? 0x010101 * UInt32(bytes[i])
                    : UInt32(bytes[3 * i]) << 16 | UInt32(bytes[3 * i + 1]) << 8 | UInt32(bytes[3 * i + 2])
                floats[i] = Float(colour)
            }
        }
        self.weights = weights
        self.caption = caption
    }

    /// From a stored figure; nil where the tensors are no picture and no weights.
    init?(colours: Tensor?, weights: Tensor?, caption: String) {
        guard let colours, colours.rank == 2, colours.count > 0, weights.map({ $0.rank == 2 && $0.count > 0 }) ?? true
        else { return nil }
        self.colours = colours
        self.weights = weights
        self.caption = caption
    }

    /// Width over height, within what can be drawn.
    var shape: Double { min(max(Double(colours.shape[1]) / Double(colours.shape[0]), 0.01), 100) }

    /// Draws the picture into `rect`, whose sides are as those of the picture: pixels smaller than the page's are averaged,
    /// larger ones keep sharp edges. A thin line around it tells a white picture from a white page. Under weights it is grey,
    /// and the more a part counts, up to `most`, the more it glows.
    func draw(in rect: Rect, on canvas: Canvas, _ theme: Theme, most: Double) {
        let size = (
            width: Int((rect.width * canvas.sampling).rounded()), height: Int((rect.height * canvas.sampling).rounded())
        )
        guard size.width > 0, size.height > 0 else { return }
        canvas.fill(rect.grown(by: 1 / canvas.sampling), theme.axis)
        let (rows, columns) = (colours.shape[0], colours.shape[1])
        let isSharp = weights == nil && size.width >= 4 * columns && size.height >= 4 * rows
        let parts = colours.withFloats { floats -> [[Float]] in
            let words = floats.map { $0 >= 0 && $0 < 0x1000000 ? UInt32($0) : 0 }
            return [16, 8, 0].map { shift in
                let part = words.map { Float($0 >> shift & 255) }
                return isSharp ? part : spread(part, rows: rows, columns: columns, over: size)
            }
        }
        var words = (0..<parts[0].count).map { i -> UInt32 in
            parts.reduce(0xFF) { word, part in word << 8 | UInt32(part[i] > 0 ? min(part[i] + 0.5, 255) : 0) }
        }
        if let weights {
            let weights = smooth(weights)
            let shares = spread(weights.floats, rows: weights.shape[0], columns: weights.shape[1], over: size)
            for i in words.indices {
                words[i] = Glow.over(Glow.grey(words[i]), share: most > 0 ? shares[i] / Float(most) : 0)
            }
        }
        canvas.picture(
            words, width: isSharp ? columns : size.width, height: isSharp ? rows : size.height, in: rect)
    }
}

/// Weights (row, column) in cells eight times as narrow each way, mixed linearly between the middles of the cells they come
/// from; fine ones as they are. What is no number counts as 0.
func smooth(_ weights: Tensor) -> Tensor {
    let (rows, columns, fold) = (weights.shape[0], weights.shape[1], 8)
    guard rows <= 128, columns <= 128 else { return weights }
    func places(_ count: Int) -> [(low: Int, high: Int, share: Float)] {
        (0..<count * fold).map { fine in
            let place = min(max((Double(fine) + 0.5) / Double(fold) - 0.5, 0), Double(count - 1))
            return (Int(place), min(Int(place) + 1, count - 1), Float(place - place.rounded(.down)))
        }
    }
    let (down, across) = (places(rows), places(columns))
    let values = weights.floats.map { $0.isFinite ? $0 : 0 }
    return Tensor([rows * fold, columns * fold]) { fine in
        for (y, row) in down.enumerated() {
            for (x, column) in across.enumerated() {
                func mixed(_ row: Int) -> Float {
                    let (left, right) = (values[row * columns + column.low], values[row * columns + column.high])
                    return left + (right - left) * column.share
                }
                let (above, below) = (mixed(row.low), mixed(row.high))
                fine[y * columns * fold + x] = above + (below - above) * row.share
            }
        }
    }
}

/// Numbers in rows, drawn over so many pixels.
func spread(_ values: [Float], rows: Int, columns: Int, over size: (width: Int, height: Int)) -> [Float] {
    values.withUnsafeBufferPointer {
        resampled(
            $0, columns: columns,
            across: Resampling(bounds: (0...columns).map { Double($0) / Double(columns) }, pixels: size.width),
            down: Resampling(bounds: (0...rows).map { Double($0) / Double(rows) }, pixels: size.height))
    }
}

/// Weights over something drawn in grey: orange, which every kind of colour vision tells from grey, and the thicker the
/// more a place counts.
enum Glow {
    private static let thickest: Float = 0.85

    /// The brightness of `0xAARRGGBB` as grey.
    static func grey(_ word: UInt32) -> UInt32 {
        let sum = 299 * (word >> 16 & 255) + 587 * (word >> 8 & 255) + 114 * (word & 255)
        return 0xFF00_0000 | 0x010101 * ((sum + 500) / 1000)
    }

    /// `share` is from 0 to 1; less counts as 0, more as 1, and what is no number as 0.
    static func over(_ word: UInt32, share: Float) -> UInt32 {
        let cover = (share > 0 ? min(share, 1) : 0) * thickest
        let glow = colour.hex
        return [16, 8, 0].reduce(0xFF) { result, shift in
            let (below, above) = (Float(word >> shift & 255), Float(glow >> shift & 255))
            return result << 8 | UInt32(below + (above - below) * cover + 0.5)
        }
    }

    static let colour = ColourMap.glow.colours(on: .light)[255]
}
