import Foundation
import Language
import Tensors

extension Places {
    /// The path that a file or a folder has on the disk, where what is written differs from it in the form of Unicode alone:
    /// `é` as one character or as two.
    func inOtherForm(_ path: String, below root: String) -> String? {
        guard path.utf8.contains(where: { $0 >= 0x80 }) else { return nil }
        return found(path, below: root) { component, names in names.first { $0 == component } }
    }

    /// What is called nearly as a file that is not there: in other letters, small or capital, with another ending, or with a
    /// slip of the keyboard.
    public func near(_ path: String) -> String? {
        guard !path.hasPrefix("/"), !path.hasPrefix("~"), !path.isEmpty else { return nil }
        return ([project.root] + dataFolders).lazy.compactMap { root in
            found(path, below: root) { component, names in
                let lowered = component.lowercased()
                func stem(_ name: String) -> String { (name as NSString).deletingPathExtension.lowercased() }
                return names.first { $0 == component } ?? names.first { $0.lowercased() == lowered }
                    ?? names.first { $0.contains(".") && stem($0) == stem(component) } ?? nearest(to: component, among: names)
            }
        }.first { $0 != path }
    }

    /// The path below a folder whose parts `choose` takes among the names in each; nil where one has none.
    private func found(_ path: String, below root: String, _ choose: (String, [String]) -> String?) -> String? {
        var chosen: [String] = []
        for component in path.split(separator: "/") {
            let folder = ([root] + chosen).joined(separator: "/")
            if [".", ".."].contains(component) || FileManager.default.fileExists(atPath: folder + "/" + component) {
                chosen.append(String(component))
                continue
            }
            let entries: [FolderEntry]
            // What is no folder, or may not be opened, has no names to choose from.
            do { entries = try Tensors.entries(ofFolder: folder) } catch { return nil }
            guard let name = choose(String(component), entries.filter(\.isSpelt).map(\.name).filter { !$0.hasPrefix(".") }) else {
                return nil
            }
            chosen.append(name)
        }
        return chosen.joined(separator: "/")
    }
}
