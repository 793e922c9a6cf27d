public import Tensors

/// Why pictures cannot be shaped or measured so.
public enum FrameFault: Fault, Equatable {
    case cropOutside(Crop, width: Int, height: Int)
    case outOfRange(option: String, value: String, allowed: String)
    case tooLarge(bytes: Double, limit: Int)
    case tooFew(needed: Int, found: Int, reason: String)

    public var cause: String {
        switch self {
        case .cropOutside(let crop, let width, let height):
            "the part \(crop.spelled) lies outside the pictures, which have \(width) x \(height) pixels"
        case .outOfRange(let option, let value, let allowed): "\(option) is \(value) but must be \(allowed)"
        case .tooLarge(let bytes, let limit):
            "the pictures would take \((bytes / 1e6).rounded().spelled) MB, "
                + "and \((Double(limit) / 1e6).rounded().spelled) MB are allowed"
        case .tooFew(let needed, let found, let reason):
            "\(reason) takes \(needed) picture\(needed == 1 ? "" : "s") or more, and there \(found == 1 ? "is" : "are") \(found)"
        }
    }

    public var remedy: String? {
        switch self {
        case .cropOutside(_, let width, let height): "choose a part inside 0..\(width) x 0..\(height)"
        case .outOfRange: nil
        case .tooLarge: "choose fewer or smaller pictures"
        case .tooFew: "take more of the movie's pictures"
        }
    }

    public var option: String? {
        if case .outOfRange(let option, _, _) = self { option } else { nil }
    }
}
