import CHDF5

/// What a group of an HDF5 file holds, without walking the whole file. Call under `HDF5Library.locked`.
extension HDF5File {
    /// One link of a group.
    struct Link {
        let name: String
        /// What it leads to; nil where that is not there.
        let target: Target?
        /// The file that a link to another one names; nil for others.
        let externalFile: String?
    }

    enum Target: Hashable {
        /// A group or dataset, told from others by the file it lies in and its place there.
        case group(file: UInt, address: haddr_t)
        case dataset(file: UInt, address: haddr_t)
        case other
    }

    /// The links of a group in the order of their names, at most `most`; empty for what is no group.
    func links(of group: String, most: Int = .max) -> [Link] {
        let path = group.isEmpty ? "/" : group
        guard exists(path), let opened = HDF5Handle(H5Gopen2(handle.id, path, hdf5_default_properties()), H5Gclose)
        else { return [] }
        var names = NameList(most: most)
        _ = withUnsafeMutablePointer(to: &names) { pointer in
            H5Literate(
                opened.id, H5_INDEX_NAME, H5_ITER_INC, nil,
                { _, name, info, target in
                    guard let target, let name, let info else { return 0 }
                    let names = target.assumingMemoryBound(to: NameList.self)
                    names.pointee.found.append((String(cString: name), info.pointee.type == H5L_TYPE_EXTERNAL))
                    return names.pointee.found.count < names.pointee.most ? 0 : 1
                }, pointer)
        }
        return names.found.map { name, isExternal in
            Link(
                name: name, target: target(of: opened, name),
                externalFile: isExternal ? externalFile(of: opened, name) : nil)
        }
    }

    private struct NameList {
        let most: Int
        var found: [(name: String, isExternal: Bool)] = []
    }

    private func target(of group: HDF5Handle, _ name: String) -> Target? {
        var info = H5O_info_t()
        guard
            H5Oget_info_by_name2(group.id, name, &info, UInt32(H5O_INFO_BASIC), hdf5_default_properties()) >= 0
        else { return nil }
        switch info.type {
        case H5O_TYPE_GROUP: return .group(file: info.fileno, address: info.addr)
        case H5O_TYPE_DATASET: return .dataset(file: info.fileno, address: info.addr)
        default: return .other
        }
    }

    private func externalFile(of group: HDF5Handle, _ name: String) -> String? {
        var info = H5L_info_t()
        guard H5Lget_info(group.id, name, &info, hdf5_default_properties()) >= 0, info.u.val_size > 0 else {
            return nil
        }
        var value = [CChar](repeating: 0, count: info.u.val_size)
        var file: UnsafePointer<CChar>?
        var object: UnsafePointer<CChar>?
        var flags: UInt32 = 0
        guard H5Lget_val(group.id, name, &value, value.count, hdf5_default_properties()) >= 0 else { return nil }
        return value.withUnsafeBufferPointer { value in
            guard H5Lunpack_elink_val(value.baseAddress, value.count, &flags, &file, &object) >= 0 else { return nil }
            return file.map { String(cString: $0) }
        }
    }

    /// The numeric datasets of 2 to 4 axes below a group, those near it first: by the level they lie on, then by name,
    /// each once however many links lead to it. Of a file with very many objects those among the first ones.
    ///
    /// - Parameters:
    ///   - skipping: names of groups that hold none.
    func datasets(below group: String = "", skipping: Set<String> = []) -> [HDF5Dataset] {
        var found: [HDF5Dataset] = []
        var seen: Set<Target> = []
        var level = [group]
        var looked = 0
        while !level.isEmpty {
            var next: [String] = []
            for parent in level {
                guard looked < Self.mostObjects || found.isEmpty else { return found }
                for link in links(of: parent, most: Self.mostObjects) {
                    looked += 1
                    guard let target = link.target, seen.insert(target).inserted else { continue }
                    let path = parent + "/" + link.name
                    switch target {
                    case .group where !skipping.contains(link.name): next.append(path)
                    case .dataset: if let dataset = HDF5Dataset(path, in: self) { found.append(dataset) }
                    default: break
                    }
                }
            }
            level = next
        }
        return found
    }

    /// So many are looked at within a tenth of a second.
    private static let mostObjects = 4000
}
