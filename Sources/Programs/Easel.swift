import Plotting
import Synchronization

/// What figures are drawn with, made when the first one is.
public final class Easel: Sendable {
    private let made = Mutex<Renderer?>(nil)

    init() {}

    /// - Throws: `FontMissing`.
    public func renderer() throws -> Renderer {
        try made.withLock { made in
            if let made { return made }
            let new = try Renderer()
            made = new
            return new
        }
    }
}
