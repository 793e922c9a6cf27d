public import Tensors

extension Frames {
    /// The most bytes that pictures, or the sound of a movie, may take at once.
    public static let limit = 2 << 30

    /// The same part of each picture. Throws `FrameFault`.
    public func cropped(to crop: Crop) throws -> Frames {
        guard crop.fits(width: width, height: height) else {
            throw FrameFault.cropOutside(crop, width: width, height: height)
        }
        return cropped(toEach: Array(repeating: (crop.x, crop.y), count: count), width: crop.width, height: crop.height)
    }

    /// A part of each picture, all of one size, its upper left corner at `corners`, which lie so that it is inside.
    func cropped(toEach corners: [(x: Int, y: Int)], width: Int, height: Int) -> Frames {
        var part: [UInt8] = []
        part.reserveCapacity(count * height * width * channels)
        for (index, corner) in corners.enumerated() {
            withPicture(index) { picture in
                for row in corner.y..<corner.y + height {
                    let start = (row * self.width + corner.x) * channels
                    part.append(contentsOf: picture[start..<start + width * channels])
                }
            }
        }
        return Frames(bytes: part, times: times, height: height, width: width, channels: channels, end: end)
    }

    /// So many a second: at each moment of `part`, or from the first picture on, the one that is seen then; one at least.
    /// Moments before the first picture have none. Throws `FrameFault`.
    public func paced(_ rate: Double, during part: Range<Double>? = nil) throws -> Frames {
        let origin = part?.lowerBound ?? times[0]
        let end = min(part?.upperBound ?? .infinity, times[0] + duration)
        let skipped = FrameChoice.skipped(to: times[0], from: origin, rate: rate)
        let moments = max(1, ((end - origin) * rate - 1e-6).rounded(.up) - skipped)
        let total = moments * Double(height * width * channels)
        guard total <= Double(Self.limit) else { throw FrameFault.tooLarge(bytes: total, limit: Self.limit) }
        let times = (0..<Int(moments)).map { origin + (skipped + Double($0)) / rate }
        return selecting(times.map(index)).timed(times)
    }

    /// Grey pictures with red, green and blue that are alike; others as they are.
    public var coloured: Frames {
        guard channels == 1 else { return self }
        return Frames(
            bytes: bytes.flatMap { [$0, $0, $0] }, times: times, height: height, width: width, channels: 3, end: end)
    }

    /// The brightness of each pixel, 0.299 red + 0.587 green + 0.114 blue (ITU-R BT.601), to the nearest whole number.
    public var grey: Frames {
        guard channels == 3 else { return self }
        let grey = [UInt8](unsafeUninitializedCapacity: bytes.count / 3) { grey, size in
            bytes.withUnsafeBufferPointer { bytes in
                for i in grey.indices {
                    let sum = 299 * Int(bytes[3 * i]) + 587 * Int(bytes[3 * i + 1]) + 114 * Int(bytes[3 * i + 2])
                    grey[i] = UInt8((sum + 500) / 1000)
                }
            }
            size = grey.count
        }
        return Frames(bytes: grey, times: times, height: height, width: width, channels: 1, end: end)
    }

    /// The pictures at another size; rows and columns each by their own `PixelMixing`, the result to the nearest whole
    /// number. Throws `FrameFault`, and what `parallel` throws.
    public func resized(to size: FrameChoice.Size, parallel: Parallel) throws -> Frames {
        let sides = 1...FrameChoice.longestSide
        guard sides.contains(size.width), sides.contains(size.height) else {
            throw FrameFault.outOfRange(
                option: sides.contains(size.width) ? "height" : "width", value: "\(size.width) x \(size.height) px",
                allowed: "1 to \(FrameChoice.longestSide) px each way")
        }
        let total = Double(count) * Double(size.height * size.width * channels)
        guard total <= Double(Self.limit) else { throw FrameFault.tooLarge(bytes: total, limit: Self.limit) }
        guard size.width != width || size.height != height else { return self }
        let across = PixelMixing(from: width, to: size.width)
        let down = PixelMixing(from: height, to: size.height)
        let pictures = try parallel.map(count) { index in
            withPicture(index) { mixed($0, across, down) }
        }
        return Frames(
            bytes: Array(pictures.joined()), times: times, height: size.height, width: size.width, channels: channels, end: end)
    }

    /// One picture: first along its rows, then along its columns.
    private func mixed(_ picture: UnsafeBufferPointer<UInt8>, _ across: PixelMixing, _ down: PixelMixing) -> [UInt8] {
        let row = across.count * channels
        var narrow = [Float](repeating: 0, count: height * row)  // (row, new column, channel)
        narrow.withUnsafeMutableBufferPointer { narrow in
            for y in 0..<height {
                for x in 0..<across.count {
                    for part in across.parts(of: x) {
                        let (source, weight) = (across.source[part], across.weight[part])
                        for channel in 0..<channels {
                            let value = Float(picture[(y * width + source) * channels + channel])
                            narrow[y * row + x * channels + channel] += weight * value
                        }
                    }
                }
            }
        }
        var line = [Float](repeating: 0, count: row)
        return [UInt8](unsafeUninitializedCapacity: down.count * row) { result, size in
            for y in 0..<down.count {
                for x in 0..<row { line[x] = 0 }
                for part in down.parts(of: y) {
                    let (source, weight) = (down.source[part], down.weight[part])
                    for x in 0..<row { line[x] += weight * narrow[source * row + x] }
                }
                for x in 0..<row { result[y * row + x] = UInt8(min(max(line[x] + 0.5, 0), 255)) }
            }
            size = down.count * row
        }
    }
}

/// Which pixels of a line of n make each pixel of a line of m, and how much of each.
///
/// Where m < n, pixel i is the mean of what lies from i n/m to (i + 1) n/m, a pixel that lies there in part by that part.
/// Else it lies at p = (i + 1/2) n/m - 1/2, between pixels k = floor p and k + 1, and is (1 - p + k) of the one and p - k
/// of the other; beyond the ends the last pixel goes on.
struct PixelMixing {
    private(set) var source: [Int] = []
    private(set) var weight: [Float] = []
    private var starts = [0]

    var count: Int { starts.count - 1 }
    func parts(of pixel: Int) -> Range<Int> { starts[pixel]..<starts[pixel + 1] }

    init(from n: Int, to m: Int) {
        let scale = Double(n) / Double(m)
        for pixel in 0..<m {
            if m < n {
                let (from, to) = (Double(pixel) * scale, Double(pixel + 1) * scale)
                for k in Int(from)..<min(n, Int(to.rounded(.up))) {
                    add(k, (min(to, Double(k + 1)) - max(from, Double(k))) / scale)
                }
            } else {
                let place = min(max((Double(pixel) + 0.5) * scale - 0.5, 0), Double(n - 1))
                let k = min(Int(place), max(n - 2, 0))
                add(k, 1 - (place - Double(k)))
                add(k + 1, place - Double(k))
            }
            starts.append(source.count)
        }
    }

    private mutating func add(_ pixel: Int, _ weight: Double) {
        guard weight > 1e-9 else { return }
        source.append(pixel)
        self.weight.append(Float(weight))
    }
}
