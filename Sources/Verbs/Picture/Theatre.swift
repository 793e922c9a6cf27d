import Picture
import Synchronization

/// What movies are decoded with, made when the first one is.
public final class Theatre: Sendable {
    private let made = Mutex<MediaPool?>(nil)

    var pool: MediaPool {
        made.withLock { made in
            let pool = made ?? MediaPool()
            made = pool
            return pool
        }
    }
}
