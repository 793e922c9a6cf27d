import Foundation

/// A size for people: `88.2 KB`.
func size(ofBytes bytes: Int) -> String {
    let units = ["B", "KB", "MB", "GB", "TB"]
    var value = Double(bytes)
    var unit = 0
    while value >= 1000, unit < units.count - 1 { (value, unit) = (value / 1000, unit + 1) }
    return unit == 0 ? "\(bytes) B" : String(format: "%.1f ", value) + units[unit]
}

/// A wall time for people: `466 µs`, `12 ms`, `3.2 s`, `2 min 05 s`.
func length(ofSeconds seconds: Double) -> String {
    switch seconds {
    case ..<0.001: String(format: "%.0f µs", seconds * 1e6)
    case ..<1: String(format: "%.0f ms", seconds * 1e3)
    case ..<60: String(format: "%.1f s", seconds)
    default: String(format: "%d min %02d s", Int(seconds) / 60, Int(seconds) % 60)
    }
}
