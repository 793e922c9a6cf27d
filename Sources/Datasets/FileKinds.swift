internal import Glibc
public import Language
internal import Media
public import Picture
public import Session
internal import Synchronization
internal import Tensors
public import Workplace

extension Vocabulary {
    /// The same, where what a file is is told by what is in it: looked at once for each state of a file, and kept in the
    /// session beside its digest. What is not there is told by its name.
    public func looking(into store: Store, in places: Places) -> Vocabulary {
        var vocabulary = self
        vocabulary.kindOfFile = { path in FileKinds.shared.kind(of: places.source(path), store)?.rawValue }
        return vocabulary
    }
}

extension RecipeVerb {
    /// What a file is.
    public static let kind = RecipeVerb(name: "kind", version: 1)
}

/// What the files are that this process has looked at.
public final class FileKinds: Sendable {
    static let shared = FileKinds()

    private let known = Mutex<[FileStamp: AnySound.Kind]>([:])

    /// nil for what is no file and whose name promises nothing.
    func kind(of path: String, _ store: Store) -> AnySound.Kind? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            return Self.promised(by: path)
        }
        let stamp = FileStamp(status)
        if let kind = known.withLock({ $0[stamp] }) { return kind }
        do {
            let kind = try look(path, store)
            known.withLock { $0[stamp] = kind }
            return kind
        } catch {
            // Whoever reads the file meets the same and says what is wrong; until then its name is what is known of it.
            return Self.promised(by: path)
        }
    }

    /// What a name promises; nil where it promises nothing.
    public static func promised(by path: String) -> AnySound.Kind? {
        guard MediaNames.promisesMedia(path) else { return nil }
        return MediaNames.promisesMovie(path) ? .movie : .sound
    }

    private func look(_ path: String, _ store: Store) throws -> AnySound.Kind {
        guard try AnySound.needsProbing(path) else { return .sound }
        let digest: Key
        do { digest = try store.digest(ofFile: path, onlyKnown: true) } catch is NotHashedYet {
            return try AnySound.kind(ofFile: path, pool: .shared)
        }
        let recipe = Recipe(.kind, operands: [("", [.file(path: path, digest: digest)])])
        if let kept = try store.payload(recipe.key).flatMap({ AnySound.Kind(rawValue: $0.line) }) { return kept }
        let kind = try AnySound.kind(ofFile: path, pool: .shared)
        if !store.isReadOnly {
            try store.put(Payload(type: "kind", line: kind.rawValue), recipe, seconds: 0)
        }
        return kind
    }
}
