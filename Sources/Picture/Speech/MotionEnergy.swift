internal import Glibc

/// Where in moving pictures a box of a given size holds the most motion: the mouth of somebody who talks.
///
/// With g_t the grey picture t, the motion of pixel (r, c) from picture t to the next is |g_(t+1) - g_t|: its size and not its
/// square, so that a blink weighs less than a word. A box counts by the sum over its pixels times sin(pi (2 m - 1)), where
/// m, from 1/2 to 1, is how far down its middle lies: the middle of the lower half counts most, and eyes little. Of equal
/// ones the first counts, row by row; where nothing moves, the box lies in the middle of the lower half.
public struct MotionEnergy: Sendable {
    public let width: Int
    public let height: Int
    private let frames: Frames
    /// The same in grey.
    private let pictures: Frames

    /// A box of `width` x `height` pixels in `frames`. Throws `FrameFault` for a box that does not fit, and for fewer than
    /// two pictures.
    public init(of frames: Frames, width: Int, height: Int) throws {
        let box = Crop(x: 0, y: 0, width: width, height: height)
        guard box.fits(width: frames.width, height: frames.height) else {
            throw FrameFault.cropOutside(box, width: frames.width, height: frames.height)
        }
        guard frames.count > 1 else {
            throw FrameFault.tooFew(needed: 2, found: frames.count, reason: "motion")
        }
        self.width = width
        self.height = height
        self.frames = frames
        pictures = frames.grey
    }

    /// The box that holds the most motion over all pictures.
    public func box() -> Crop {
        var sum = [Double](repeating: 0, count: pictures.height * pictures.width)
        for step in 0..<pictures.count - 1 { add(1, step, to: &sum) }
        let corner = best(sum)
        return Crop(x: corner.x, y: corner.y, width: width, height: height)
    }

    /// Each picture's part in a box that goes along with the motion: for picture t, the box that holds the most from
    /// `seconds` / 2 before it to as much after it, the boxes' places then averaged over the same stretch.
    public func followed(over seconds: Double) -> Frames {
        let last = pictures.count - 2
        let reach = max(1, Int((seconds / 2 / max(pictures.spacing ?? 1, 1e-9)).rounded()))
        func around(_ picture: Int, upTo end: Int) -> Range<Int> {
            max(0, min(picture, end) - reach)..<min(end, picture + reach - 1) + 1
        }
        var sum = [Double](repeating: 0, count: pictures.height * pictures.width)
        var covered = 0..<0
        let corners = (0..<pictures.count).map { picture -> (x: Int, y: Int) in
            let stretch = around(picture, upTo: last)
            // What enters the stretch is added, what leaves it is taken away: whole numbers, so exactly.
            for step in stretch where !covered.contains(step) { add(1, step, to: &sum) }
            for step in covered where !stretch.contains(step) { add(-1, step, to: &sum) }
            covered = stretch
            return best(sum)
        }
        let smooth = corners.indices.map { picture -> (x: Int, y: Int) in
            let stretch = max(0, picture - reach)...min(corners.count - 1, picture + reach)
            func mean(_ place: (Int) -> Int) -> Int {
                Int((Double(stretch.reduce(0) { $0 + place($1) }) / Double(stretch.count)).rounded())
            }
            return (mean { corners[$0].x }, mean { corners[$0].y })
        }
        return frames.cropped(toEach: smooth, width: width, height: height)
    }

    /// Adds the motion from picture `step` to the next, (row, column), times `sign`.
    private func add(_ sign: Double, _ step: Int, to sum: inout [Double]) {
        pictures.withPicture(step) { now in
            pictures.withPicture(step + 1) { next in
                for i in now.indices { sum[i] += sign * Double(abs(Int(next[i]) - Int(now[i]))) }
            }
        }
    }

    /// The corner of the box that counts most, by a table of the sums of all that lies above and to the left.
    private func best(_ motion: [Double]) -> (x: Int, y: Int) {
        let stride = pictures.width + 1
        var table = [Double](repeating: 0, count: stride * (pictures.height + 1))
        for y in 0..<pictures.height {
            var row = 0.0
            for x in 0..<pictures.width {
                row += motion[y * pictures.width + x]
                table[(y + 1) * stride + x + 1] = table[y * stride + x + 1] + row
            }
        }
        let lowest = pictures.height - height
        var best = (x: (pictures.width - width) / 2, y: min(max(pictures.height * 3 / 4 - height / 2, 0), lowest))
        var most = 0.0
        for y in 0...lowest where 2 * y + height > pictures.height {
            let depth = (Double(y) + Double(height) / 2) / Double(pictures.height)
            let share = sin(.pi * (2 * depth - 1))
            for x in 0...pictures.width - width {
                let sum =
                    table[(y + height) * stride + x + width] - table[y * stride + x + width]
                    - table[(y + height) * stride + x] + table[y * stride + x]
                if sum * share > most { (most, best) = (sum * share, (x, y)) }
            }
        }
        return best
    }
}
