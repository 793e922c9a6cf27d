internal import Glibc

/// The raised cosine: from near 0 to near 1 without a corner.
enum Fade {
    /// Step `index` of `count`: (1 - cos(pi (i + 1/2) / n)) / 2.
    static func level(_ index: Int, of count: Int) -> Double {
        0.5 - 0.5 * cos(.pi * (Double(index) + 0.5) / Double(count))
    }
}
