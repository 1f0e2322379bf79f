# temporary, replaced by the word tables
import re
_P="bin ben ibn bint binti ould wuld oglu ogly oghlu uulu kyzy qizi de la del della di da das dos do du le van von der den ter zu zum of the y e wa ve af av san mc st i".split()
_T="mr mrs ms dr prof professor general gen colonel col major maj captain capt lieutenant lt admiral haji hajji hajj sheikh shaykh shaikh sheik mullah maulavi mawlawi maulvi sayyid sayed seyed seyyed syed sayyed mufti imam qari ustad engineer eng sir lord judge minister president prince princess king u daw ko hon honorable brigadier brig commander ayatollah hojjatoleslam emir".split()
_G={"jr":"jr","junior":"jr","sr":"sr","senior":"sr","ii":"2","iii":"3","iv":"4","hijo":"jr","padre":"sr","filho":"jr"}
def role_of(t):
    if t in _P: return "particle"
    if t in _T: return "title"
    if t in _G: return "generation"
    return None
def generation(t): return _G.get(t,t)
def is_patronymic(t): return bool(re.search("(ov|ev|yev|av)(ich|ych|ic|itch|itj|ytj|na)$|ovna$|evna$|ivna$|inichna$|avna$",t)) and len(t)>6
_N=["william bill will billy","robert bob rob bobby","aleksandr alexander sasha sascha alex","mikhail michael misha mike","jose pepe","francisco paco pancho","vladimir volodya vova","dmitri dmitry dima","sergei sergey seryozha","nikolai kolya","ivan vanya","jesus chucho","james jim jimmy","thomas tom","joseph joe","elizabeth liz beth","giuseppe beppe peppe","katherine kate"]
_NG={}
for i,l in enumerate(_N):
    for w in l.split(): _NG.setdefault(w,set()).add(i)
def nickname_group(t): return frozenset(_NG.get(t,()))
_V=["muhammad mohammed mohamed mohammad muhammed mohamad mohd mahomed mehmet","hussein husayn hussain husain hossein husein","vladimir volodymyr uladzimir","aleksei aleksey alexei oleksii oleksiy","yusuf yousef youssef yosef joseph"]
_VG={}
for i,l in enumerate(_V):
    for w in l.split(): _VG.setdefault(w,set()).add(i)
def variant_group(t): return frozenset(_VG.get(t,()))
_F="llc ltd limited inc incorporated corp corporation co company gmbh ag sa sarl srl spa plc jsc ojsc oao ooo pao zao ao pjsc doo dd fze fzco bv nv as oy ab llp lp pte pvt cv de".split()
def split_form(tokens):
    rest=list(tokens); form=[]
    while len(rest)>1 and rest[-1] in _F: form.insert(0,rest.pop())
    while len(rest)>1 and rest[0] in _F: form.append(rest.pop(0))
    return rest," ".join(form)
_GEN="bank trading company group international general industries industry foundation organization organisation shipping trade holding holdings services service institute university center centre ministry national corporation construction engineering development investment industrial association committee union front party army force forces movement islamic transport".split()
def generic(t): return t if t in _GEN else None
_R={"ii":2,"iii":3,"iv":4,"v":5,"vi":6,"vii":7,"viii":8,"ix":9,"one":1,"two":2,"three":3,"four":4,"five":5,"six":6,"seven":7,"eight":8,"nine":9,"ten":10,"first":1,"second":2,"third":3,"fourth":4,"fifth":5,"1st":1,"2nd":2,"3rd":3,"4th":4,"5th":5,"6th":6,"7th":7,"8th":8,"9th":9}
def numeral(t):
    if t.isdigit(): return int(t)
    return _R.get(t)
_C="iran iraq syria sudan somalia pakistan russia belarus libya yemen kenya panama bosnia cyprus malta niger nigeria chad india nepal afghanistan uganda".split()
def country_word(t): return t if t in _C else None
