/// The interval that holds a proportion with 95 % confidence, when `hits` of `count` were seen (Wilson, 1927).
///
///     (p + z²/2n ± z sqrt(p (1 - p)/n + z²/4n²)) / (1 + z²/n),  p = hits/n,  z = 1.96
///
/// Nothing seen says nothing: without trials it is 0...1.
public func wilsonInterval(hits: Int, of count: Int) -> ClosedRange<Double> {
    precondition((0...max(count, 0)).contains(hits))
    guard count > 0 else { return 0...1 }
    let z = 1.959963984540054
    let n = Double(count)
    let p = Double(hits) / n
    let scale = 1 + z * z / n
    let centre = (p + z * z / (2 * n)) / scale
    let half = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot() / scale
    return (hits == 0 ? 0 : max(centre - half, 0))...(hits == count ? 1 : min(centre + half, 1))
}
